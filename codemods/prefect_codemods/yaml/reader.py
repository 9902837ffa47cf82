"""One pass over a YAML stream, in which every part is shown to the rules that know it."""

from __future__ import annotations

from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from prefect_codemods.findings import Refusal, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.parsing import check_edits
from prefect_codemods.shell import expanded, unreported_text
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.text_edits import Report
from prefect_codemods.yaml import commands, embedded_files, tree, unknown_keys, variables
from prefect_codemods.yaml.embedded_files import RewriteFile
from prefect_codemods.yaml.rules import yaml_rules

_ENVIRONMENTS = frozenset({"env", "environment"})
_PINS = frozenset({"pip", "dependencies", "requirements"})
_LOCKED = frozenset({"package", "packages"})


def read_yaml(text: str, options: Options, role: str, rewrite: RewriteFile) -> Rewritten:
    """Judge all documents of ``text``; ``rewrite`` migrates the files that stand in it.

    Raises ``Refusal`` for what isn't YAML, and where the edits would leave it broken.
    """
    report = Report(text, options, "yaml", role)
    roots = tree.compose_documents(text)
    for root in roots:
        judged = _for_later_releases(report, root)
        for node in tree.walk_nodes(root):
            if id(node) in judged:
                report.leave(tree.node_start(node), tree.node_end(node, text))
        if id(root) in judged:
            continue
        for rule in yaml_rules(options).documents:
            judged |= rule.judge(report, root, role)
        read = _walk_nodes(report, root, judged, rewrite)
        unknown_keys.search_unknown_keys(report, root, read, judged)
    if "$" in text:
        expanded.read_expanded(report)
    unreported_text.search_unreported_text(report)
    done = report.done()
    if done.text != text:
        check_edits(text, done.text, "yaml")
        if len(tree.compose_documents(done.text)) != len(roots):
            raise Refusal("the edits would break it", help="please report this with the file")
    return done


def _for_later_releases(report: Report, root: Any) -> set[int]:
    """The ids of what is written for releases behind the target: a document, or a container."""
    signs = report.options.migration.release_signs()
    judged: set[int] = set()
    for node in tree.walk_nodes(root):
        alone = node is root or (
            isinstance(node, MappingNode) and tree.node_at(node, "image") is not None
        )
        if alone and not isinstance(node, ScalarNode) and id(node) not in judged:
            source = report.text[tree.node_start(node) : tree.node_end(node, report.text)]
            if signs.for_later_releases(source):
                judged.update(map(id, tree.walk_nodes(node)))
    return judged


def _walk_nodes(report: Report, root: Any, judged: set[int], rewrite: RewriteFile) -> set[int]:
    """Show each mapping, then each value, to its rules; what ``judged`` holds is skipped.

    Returns the ids of the values that were read as commands or files.
    """
    read: set[int] = set()
    for node in list(tree.walk_nodes(root)):
        if id(node) not in judged and isinstance(node, MappingNode):
            read |= _read_mapping(report, node, judged, rewrite)
    for node in list(tree.walk_nodes(root)):
        if isinstance(node, ScalarNode) and id(node) not in judged:
            for rule in yaml_rules(report.options).scalars:
                rule.judge(report, node)
    return read


def _read_mapping(report: Report, node: Any, judged: set[int], rewrite: RewriteFile) -> set[int]:
    kept = [(key, value) for key, _, value in tree.mapping_pairs(node) if id(value) not in judged]
    read = embedded_files.read_embedded_files(report, node, rewrite)
    judged |= read
    if len(kept) == len(tree.mapping_pairs(node)) and not read:
        read = commands.judge_container(report, node)
    judged |= variables.judge_variables(report, node)
    for key, value in kept:
        if key == "image":
            variables.judge_image(report, value)
        elif isinstance(value, SequenceNode) and (
            key in _ENVIRONMENTS or _names_variables(report, value)
        ):
            left = _without_judged(value, judged)
            agent = commands.runs_agent(report, node)
            judged |= variables.judge_variables(report, left, agent=agent)
        elif commands.plain_key(key) in _PINS:
            variables.judge_requirements(report, value)
        elif key in _LOCKED:
            for item in tree.sequence_items(value):
                variables.named_pin(report, item)
    for each in (node, *(value for _, value in kept if isinstance(value, SequenceNode))):
        variables.tagged_images(report, each)
    return read


def _names_variables(report: Report, sequence: SequenceNode) -> bool:
    """Whether a list under a key of any name holds variables, as ``extraEnv`` of a chart does."""
    known = shell_rules(report.options).names
    return any(tree.scalar_value(tree.node_at(item, "name")) in known for item in sequence.value)


def _without_judged(sequence: Any, judged: set[int]) -> Any:
    """The sequence without items that are deleted anyway."""
    kept = [item for item in sequence.value if id(item) not in judged]
    return SequenceNode(
        sequence.tag,
        kept,
        sequence.start_mark,
        sequence.end_mark,
        flow_style=sequence.flow_style,
    )
