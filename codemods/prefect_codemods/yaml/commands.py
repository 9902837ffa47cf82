"""Commands in manifests, Compose files and CI files: lists of words, and lines of shell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from ruamel.yaml.nodes import ScalarNode, SequenceNode

from prefect_codemods.findings import Diagnostic, Level, Rewritten
from prefect_codemods.rule import offer_unsafe, registered_rules
from prefect_codemods.shell.argv import CommandNote, Op, Uncertain, Verdict
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.shell.script import rewrite_line
from prefect_codemods.shell.verdict_writer import WordsInText, write_verdict
from prefect_codemods.shell.words import Word
from prefect_codemods.text_edits import Edit, Report
from prefect_codemods.yaml import tree
from prefect_codemods.yaml.folded import refold_scalar

LISTS = ("entrypoint", "command", "args", "argv")
"""Keys whose lists make up one command, in this order (Compose's, Kubernetes' and Ansible's)."""
LINES = frozenset(
    ("run", "command", "entrypoint", "bash", "sh", "cmd", "shell", "exec", "inlinescript", "raw")
)
"""Keys whose text is a command line or a script."""
SCRIPTS = frozenset(
    {
        *("script", "commands", "cmds", "before_script", "after_script", "install", "entry"),
        *("setup", "before_install", "before_deploy", "deploy", "after_deploy", "after_success"),
    }
)
"""Keys whose items are command lines (GitLab, Drone, Travis, Taskfile and others)."""


def plain_key(key: str) -> str:
    """A key without Ansible's collection, as others write it: ``ansible.builtin.shell``."""
    return key.rpartition(".")[2].lower().replace("-", "_")


def judge_container(report: Report, mapping: Any) -> set[int]:
    """Judge the command that a mapping gives, however it writes it down; the ids of its values."""
    listed: list[tuple[Any, Any]] = []
    judged: set[int] = set()
    for written, _, value in tree.mapping_pairs(mapping):
        key = plain_key(written)
        if key in LISTS or key in LINES or key in SCRIPTS:
            judged.update(map(id, tree.walk_nodes(value)))
        if key == "test":
            judged |= _health_check(report, value)
        elif isinstance(value, SequenceNode):
            whole = all(isinstance(item, ScalarNode) for item in value.value)
            if key in LISTS and whole:
                listed += [(value, item) for item in value.value]
            elif key in SCRIPTS:
                for item in _lines_in(value):
                    judge_shell_scalar(report, item)
        elif key in LINES or key in SCRIPTS:
            judge_shell_scalar(report, value)
    order = {key: n for n, key in enumerate(LISTS)}
    places = {id(v): order.get(k, 0) for k, _, v in tree.mapping_pairs(mapping)}
    listed.sort(key=lambda pair: places[id(pair[0])])
    if listed:
        _judge_words(report, listed)
    _tell_split_command(report, mapping)
    return judged


def _tell_split_command(report: Report, mapping: Any) -> None:
    """Report a command whose program is a text and whose words are under another key.

    Compose joins ``entrypoint`` and ``command``, Cloud Build and actions of GitHub ``entrypoint``
    and ``args``; either may be a list.
    """
    first = tree.node_at(mapping, "entrypoint")
    for key in ("command", "args") if first is not None else ():
        rest = tree.node_at(mapping, key)
        if rest is None or (tree.sequence_items(first) and tree.sequence_items(rest)):
            continue  # two lists are judged as one command
        parts = (*(tree.sequence_items(first) or [first]), *(tree.sequence_items(rest) or [rest]))
        whole = " ".join(tree.scalar_value(part) or "…" for part in parts)
        found = next(shell_rules(report.options).old_commands(whole, report.options), None)
        spans = [
            (tree.node_start(part), tree.node_end(part, report.text)) for part in (first, rest)
        ]
        if found is not None and not any(report.has_reported_on(*span) for span in spans):
            message = f"an old command in two keys is left: `{' '.join(found.group().split())}`"
            uncertain = shell_rules(report.options).text.uncertain_command
            report.tell(uncertain, tree.node_start(rest), message, level=Level.ERROR)


def _health_check(report: Report, node: Any) -> set[int]:
    """Judge ``test: [CMD, …]`` and ``[CMD-SHELL, line]`` of Compose; the ids of what was read."""
    items = tree.sequence_items(node)
    kind = tree.scalar_value(items[0]) if items else None
    if kind == "CMD-SHELL" and len(items) == 2:
        judge_shell_scalar(report, items[1])
    elif kind == "CMD" and all(isinstance(item, ScalarNode) for item in items):
        _judge_words(report, [(node, item) for item in items[1:]])
    else:
        return set()
    return set(map(id, tree.walk_nodes(node)))


def _lines_in(sequence: Any) -> list[Any]:
    """The command lines of a list, those of the lists in it included."""
    found: list[Any] = []
    for item in sequence.value:
        found += _lines_in(item) if isinstance(item, SequenceNode) else [item]
    return found


def runs_agent(report: Report, container: Any) -> bool:
    """Whether a container runs an agent that has variables of its own."""
    words = [
        *tree.sequence_items(tree.node_at(container, "command")),
        *tree.sequence_items(tree.node_at(container, "args")),
    ]
    command = " ".join(tree.scalar_value(word) or "" for word in words)
    return shell_rules(report.options).text.container_agent.search(command) is not None


def _judge_words(report: Report, listed: list[tuple[Any, Any]]) -> None:
    text = report.text
    words = [
        Word(
            tree.raw_scalar(n, text),
            n.value,
            n.value,
            True,
            tree.node_start(n),
            tree.node_end(n, text),
        )
        for _, n in listed
    ]
    rules = shell_rules(report.options)
    program = rules.program(words)
    if program is not None and program.script is not None:
        judge_shell_scalar(report, listed[program.script][1])
        return
    verdict = rules.judge_command(words, report.options)
    if verdict is None:
        return
    if (
        verdict.depends_on_image
        and report.role in ("page", "notebook")
        and not report.options.unsafe_fixes
    ):
        verdict = _noted(verdict)
    write_verdict(
        WordsInText(report, words), verdict, lambda: _verdict_edits(text, listed, verdict)
    )


def _noted(verdict: Verdict) -> Verdict:
    """A verdict as a note: a page shows a manifest, and nothing there runs it."""
    if verdict.rule is None or not verdict.ops:
        return verdict
    help = offer_unsafe(verdict.rule.advice)
    first = min(op.word for op in verdict.ops)
    note = CommandNote(verdict.rule, first, verdict.message, Level.NOTE, help)
    return Verdict(notes=[*verdict.notes, note])


def _verdict_edits(text: str, listed: list[tuple[Any, Any]], verdict: Verdict) -> list[Edit]:
    """The edits of a command in lists. Raises ``Uncertain`` where its words can't be edited."""
    help = "Write it by hand: the words are where they can't be edited one by one."
    found: list[Edit] = []
    for op in verdict.ops:
        sequence, node = listed[op.word]
        at, until, raw = (
            tree.node_start(node),
            tree.node_end(node, text),
            tree.raw_scalar(node, text),
        )
        if not tree.can_replace(node, text):
            raise Uncertain(verdict.message, op.word, help)
        if op.place == "delete":
            # An item is cut from the end of the one before it, and the first has none in its list.
            if sequence.value[0] is node:
                raise Uncertain(verdict.message, op.word, help)
            before = tree.node_end(listed[op.word - 1][1], text)
            # A comment between the two would be cut as well.
            if "#" in text[before:at]:
                raise Uncertain(verdict.message, op.word, help)
            found.append((before, until, ""))
            continue
        if op.place == "head":
            at += len(raw) - len(raw.lstrip("\"'"))
            found.append((at, at + op.head, op.texts[0]))
            continue
        found.append(_write_op(text, sequence, op, at, until, raw))
    return found


def _write_op(text: str, sequence: Any, op: Op, at: int, until: int, raw: str) -> Edit:
    line = text.rfind("\n", 0, at) + 1
    between = ", " if sequence.flow_style else "\n" + text[line:at]
    if not sequence.flow_style and text[:at].endswith("- ") and text[line:at].strip() != "-":
        between = "\n" + " " * (at - line - 2) + "- "
    new = between.join(tree.written_scalar(word, raw) for word in op.texts)
    if op.place == "before":
        return at, at, new + between
    return (until, until, between + new) if op.place == "after" else (at, until, new)


def judge_shell_scalar(report: Report, node: Any) -> None:
    """Judge a scalar that holds shell: a command line or, as a block, a script."""
    if not isinstance(node, ScalarNode) or not node.value.strip():
        return
    write_inside(report, node, rewrite_line(node.value, report.options))


def tell_inside(report: Report, node: Any, found: Iterable[Diagnostic]) -> None:
    """Report what was found in the text of a scalar, at its place in the stream."""
    places = _BlockPlaces(report, node)
    for finding in found:
        if rule := registered_rules().get(finding.rule):
            place = places.of(finding.line)
            report.tell(rule, place, finding.message, level=finding.level, help=finding.help)


def write_inside(report: Report, node: Any, done: Rewritten) -> None:
    """Report what was found in the text of a scalar, and write what became of it."""
    at = tree.node_start(node)
    report.leave(at, tree.node_end(node, report.text))
    edit = _whole_edit(report, node, done.text) if done.changes else None
    if edit is None and done.changes:
        message = "an old command in text that can't be edited in place"
        uncertain = shell_rules(report.options).text.uncertain_command
        report.tell(uncertain, at, message, level=Level.ERROR)
    made = edit is not None or not done.changes
    # A note on a change says nothing where it isn't made.
    found = (finding for finding in done.diagnostics if made or finding.level is not Level.NOTE)
    tell_inside(report, node, found)
    if edit is None:
        return
    places = _BlockPlaces(report, node)
    for number, change in enumerate(done.changes):
        edits = [edit] if number == 0 else []
        place = places.of(change.line)
        report.edit(registered_rules()[change.rule], place, edits, change.message)


class _BlockPlaces:
    """Where the lines of a scalar's text start in the stream: those of other scalars, at its start."""

    def __init__(self, report: Report, node: Any) -> None:
        self._at, self._raw = tree.node_start(node), tree.raw_scalar(node, report.text)
        self._node = node

    @cached_property
    def _starts(self) -> list[int]:
        if self._node.style != "|" or _body_indent(self._raw, self._node.value) is None:
            return []
        starts, at = [], self._at
        for line in self._raw.split("\n"):
            starts.append(at + len(line) - len(line.lstrip(" ")))
            at += len(line) + 1
        return starts

    def of(self, line: int) -> int:
        """The offset of a 1-based line of the text, behind its indentation."""
        return self._starts[line] if line < len(self._starts) else self._at


def _whole_edit(report: Report, node: Any, new: str) -> Edit | None:
    """The edit that writes ``new`` for the text of a scalar, ``None`` where that isn't certain."""
    at, until, raw = (
        tree.node_start(node),
        tree.node_end(node, report.text),
        tree.raw_scalar(node, report.text),
    )
    if node.style == "|":
        indent = _body_indent(raw, node.value)
        return None if indent is None else (at, until, _block_text(raw, indent, new))
    if tree.can_replace(node, report.text):
        return at, until, tree.written_scalar(new, raw)
    folded = refold_scalar(raw, node.value, new)
    return None if folded is None else (at, until, folded)


def _body_indent(raw: str, value: str) -> int | None:
    """The indentation of a literal block whose lines are those of its value."""
    lines = raw.split("\n")[1:]
    indent = min((len(text) - len(text.lstrip(" ")) for text in lines if text.strip()), default=-1)
    same = [text[indent:].rstrip("\r") for text in lines]
    return indent if indent >= 0 and same == value.rstrip("\n").split("\n") else None


def _block_text(raw: str, indent: int, new: str) -> str:
    head = raw.split("\n")[0]
    close = "\r\n" if head.endswith("\r") else "\n"
    lines = [" " * indent + text if text.strip() else text for text in new.rstrip("\n").split("\n")]
    return head.rstrip("\r") + close + close.join(lines)
