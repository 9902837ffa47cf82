"""What the codemods decided to edit, gathered first and applied in one rebuild.

Only the edited nodes and their ancestors are made anew; everything else stays the very object the
parser made, so its bytes can't change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeAlias, TypeVar

from prefect_codemods import suppressions
from prefect_codemods.findings import Change, Diagnostic, Level
from prefect_codemods.options import Options
from prefect_codemods.python.layout import closing_space
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.tree import Tree, holds, walk
from prefect_codemods.rule import Kind, Rule

N = TypeVar("N", bound="cst.CSTNode")
Edit: TypeAlias = "Callable[[cst.CSTNode], cst.CSTNode]"
"""Takes a node with its children already edited; returns what shall stand in its place."""

Statement: TypeAlias = "cst.BaseStatement"
Late = Callable[[], Statement]
"""Writes a statement at the time of the rebuild."""
Small: TypeAlias = "cst.BaseSmallStatement"


class Plan:
    """Edits by node of the original tree, with the findings that go with them."""

    def __init__(self, tree: Tree, options: Options) -> None:
        self.tree = tree
        self.options = options
        self.suppressions = suppressions.parse(tree.text, rejected=options.rejected)
        self.hidden: set[tuple[str, int]] = set()
        self.changes: list[Change] = []
        self.diagnostics: list[Diagnostic] = []
        self.job_templates: list[str] = []
        self._edits: dict[int, list[Edit]] = {}
        self._removed: set[int] = set()
        self._retired: set[int] = set()
        self._living: set[int] = set()
        self._before: dict[int, list[Statement | Late]] = {}
        self._after: dict[int, list[Statement | Late]] = {}
        self._lifted: dict[int, list[cst.Comment]] = {}
        self._dirty: set[int] = set()
        self._built: dict[int, cst.CSTNode] = {}
        self._kept: list[cst.CSTNode] = []
        self._made: list[cst.Pass] = []
        """The ``pass`` statements that emptied blocks were given."""

    # --- findings -------------------------------------------------------------------------------

    def allows(self, rule: Rule, node: cst.CSTNode) -> bool:
        """Whether ``rule`` is selected and not suppressed on the line where ``node`` starts.

        Every codemod asks before it plans an edit.
        """
        if not self.options.enabled(rule.code):
            return False
        if rule.kind is Kind.UNSAFE and not self.options.unsafe_fixes:
            return False
        if self.suppressions:
            line, _ = self.tree.position(node)
            if self.suppressions.suppresses(rule.code, line):
                self.hidden.add((rule.code, line))
                return False
        return True

    def change(self, rule: Rule, node: cst.CSTNode, message: str) -> None:
        """Note that ``rule`` edits ``node``."""
        line, column = self.tree.position(node)
        text = self.tree.text.split("\n")[line - 1]
        id = suppressions.fix_id(rule.code, text)
        self.changes.append(Change(rule.code, message, line, column, *self._end(node), id))

    def report(
        self,
        rule: Rule,
        node: cst.CSTNode,
        message: str,
        *,
        level: Level = Level.MANUAL,
        help: str = "",
    ) -> None:
        """Tell the user something about ``node``; once, however many codemods find it."""
        if not self.options.enabled(rule.code):
            return
        line, column = self.tree.position(node)
        if self.suppressions.suppresses(rule.code, line):
            self.hidden.add((rule.code, line))
            return
        advice = help or ("" if level is Level.NOTE else rule.advice)
        found = Diagnostic(rule.code, message, line, column, level, advice, *self._end(node))
        if found not in self.diagnostics:
            self.diagnostics.append(found)

    def _end(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where ``node`` ends; of a statement with a block, the end of its first line."""
        line, column = self.tree.end_position(node)
        first, start = self.tree.position(node)
        if line > first and isinstance(node, cst.BaseCompoundStatement):
            return first, start + len(self.tree.text.split("\n")[first - 1][start - 1 :].rstrip())
        return line, column

    def note_at(self, rule: Rule, line: int, column: int, message: str) -> None:
        """Tell something about a place that is no node, such as a comment."""
        if self.options.enabled(rule.code) and not self.suppressions.suppresses(rule.code, line):
            self.diagnostics.append(Diagnostic(rule.code, message, line, column, Level.NOTE))

    # --- edits ----------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        """Whether nothing is to be edited."""
        return not self._dirty

    def edited(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` or something in it is to be edited."""
        return id(node) in self._dirty

    def replace(self, node: cst.CSTNode, edit: Edit) -> None:
        """Put ``edit(node with edited children)`` in the place of ``node``."""
        self._edits.setdefault(id(node), []).append(edit)
        self._touch(node)

    def remove(self, statement: Small | Statement) -> None:
        """Take a statement out; its comments stay, an emptied block gets a ``pass``."""
        self._removed.add(id(statement))
        self._touch(statement)

    def retire(self, node: cst.CSTNode, but: Sequence[cst.CSTNode] = ()) -> None:
        """Note that ``node`` won't be there any more, save the parts of it in ``but``."""
        self._retired.add(id(node))
        self._living.update(id(part) for part in but)

    def retired(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` stands in something that won't be there any more."""
        for candidate in (node, *self.tree.ancestors(node)):
            if id(candidate) in self._living:
                return False
            if id(candidate) in self._retired:
                return True
        return False

    def insert_after(self, statement: Small | Statement, *lines: Statement | Late) -> None:
        """Put statements after ``statement``: on its line where that holds others, else below."""
        slot = self._slot(statement)
        self._after.setdefault(id(slot), []).extend(lines)
        self._touch(slot)

    def insert_before(self, statement: Small | Statement, *lines: Statement | Late) -> None:
        """Put statements before ``statement``: on its line where that holds others, else above."""
        slot = self._slot(statement)
        self._before.setdefault(id(slot), []).extend(lines)
        self._touch(slot)

    def keep_comments(
        self,
        node: cst.CSTNode,
        but: Sequence[cst.CSTNode] = (),
        at: cst.CSTNode | None = None,
    ) -> None:
        """Lift the comments inside ``node``, save those inside ``but``, above its statement.

        ``at`` stands in the statement where ``node`` itself, a comma, isn't known to the tree.
        """
        found = comments(node)
        living = {id(c) for kept in but for c in comments(kept)} if found else ()
        lifted = [c for c in found if id(c) not in living]
        if lifted:
            line = self._line(self.tree.statement(at or node))
            self._lifted.setdefault(id(line), []).extend(lifted)
            self._touch(line)

    def keep_arguments(self, call: cst.Call, gone: Collection[int], *, values: bool = True) -> None:
        """Lift the comments of the arguments at the indices ``gone``, which are to be taken out.

        Without ``values`` only those around them: the caller sees to those inside.
        """
        staying = [index for index in range(len(call.args)) if index not in gone]
        final = closing_space(call.args[-1])
        lifted: list[cst.CSTNode] = []
        for index in gone:
            arg = call.args[index]
            behind: cst.CSTNode = closing_space(arg)
            if staying and behind is final and isinstance(behind, cst.ParenthesizedWhitespace):
                behind = behind.first_line  # the lines below it stay before the bracket
            lifted += [arg.value, behind] if values else [behind]
        if not staying:
            lifted.append(call.whitespace_before_args)
        elif staying[-1] < len(call.args) - 1:
            space = closing_space(call.args[staying[-1]])
            if not isinstance(final, cst.ParenthesizedWhitespace):
                lifted.append(space)
            elif isinstance(space, cst.ParenthesizedWhitespace):
                lifted += space.empty_lines
        for node in lifted:
            self.keep_comments(node, at=call)

    def _line(self, statement: Small | Statement) -> cst.CSTNode:
        """The line, or the compound statement, of a block with lines that holds ``statement``."""
        line: cst.CSTNode = statement
        for parent in self.tree.ancestors(statement):
            if isinstance(parent, (cst.Module, cst.IndentedBlock)):
                break
            line = parent
        return line

    def _slot(self, statement: Small | Statement) -> cst.CSTNode:
        """``statement``, or its line where it stands there alone."""
        parent = self.tree.parent(statement)
        alone = isinstance(parent, cst.SimpleStatementLine) and len(parent.body) == 1
        return parent if alone and parent is not None else statement

    def _touch(self, node: cst.CSTNode) -> None:
        self._kept.append(node)
        self._dirty.add(id(node))
        for ancestor in self.tree.ancestors(node):
            if id(ancestor) in self._dirty:
                break
            self._dirty.add(id(ancestor))

    # --- the rebuild ----------------------------------------------------------------------------

    def build(self, node: N) -> N:
        """The edited form of ``node``; ``node`` itself where nothing in it changes."""
        if id(node) not in self._dirty:
            return node
        made = self._built.get(id(node))
        if made is None:
            made = self._rebuild(node)
            for edit in self._edits.get(id(node), ()):
                made = edit(made)
            self._built[id(node)] = made
        return made  # type: ignore[return-value]

    def weave(self, node: N) -> N:
        """The edited form of a node that a codemod made around nodes of the original tree."""
        if self.edited(node):
            return self.build(node)
        if self.tree.parent(node) is not None:
            return node
        changed: dict[str, object] = {}
        for name in type(node).__dataclass_fields__:
            value = getattr(node, name)
            if isinstance(value, cst.CSTNode):
                woven = self.weave(value)
                if woven is not value:
                    changed[name] = woven
            elif type(value) in (list, tuple) and any(isinstance(v, cst.CSTNode) for v in value):
                changed[name] = [self.weave(v) if isinstance(v, cst.CSTNode) else v for v in value]
        return node.with_changes(**changed) if changed else node

    def apply(self) -> cst.Module:
        """The module with all edits made."""
        return self.build(self.tree.module)

    def _rebuild(self, node: N) -> N:
        changed: dict[str, object] = {}
        for name in type(node).__dataclass_fields__:
            value = getattr(node, name)
            if isinstance(value, cst.CSTNode):
                if id(value) in self._dirty:
                    made = self.build(value)
                    changed[name] = None if _is_empty(made, self._made) else made
            elif type(value) in (list, tuple) and any(id(v) in self._dirty for v in value):
                if name == "body" and isinstance(node, (cst.Module, cst.IndentedBlock)):
                    changed["body"], orphans = self._body(node, value)
                    if orphans:
                        changed["footer"] = [*orphans, *node.footer]
                elif name == "body" and isinstance(
                    node, (cst.SimpleStatementLine, cst.SimpleStatementSuite)
                ):
                    changed["body"] = self._small(node, value)
                else:
                    changed[name] = [self.build(v) for v in value]
        return node.with_changes(**changed) if changed else node

    def _small(
        self,
        owner: cst.SimpleStatementLine | cst.SimpleStatementSuite,
        value: Sequence[cst.CSTNode],
    ) -> list[cst.CSTNode]:
        """The statements of one line."""
        made: list[cst.CSTNode] = []
        for small in value:
            kept = [] if id(small) in self._removed else [self.build(small)]
            before, after = self._before.get(id(small), ()), self._after.get(id(small), ())
            made += [*self._on_line(before), *kept, *self._on_line(after)]
        if made and len(made) != len(value):
            made[-1] = made[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        if not made and isinstance(owner, cst.SimpleStatementSuite):
            return [self._pass()]
        return made

    def _on_line(self, entries: Sequence[Statement | Late]) -> Iterator[cst.CSTNode]:
        """The statements of lines that are put on a line with others."""
        for entry in entries:
            piece = entry if isinstance(entry, cst.CSTNode) else entry()
            assert isinstance(piece, cst.SimpleStatementLine)
            yield from piece.body

    def _pass(self) -> cst.Pass:
        made = cst.Pass()
        self._made.append(made)
        return made

    def _lifted_lines(self, line: cst.CSTNode) -> list[cst.EmptyLine]:
        """The comments that are lifted out of a statement, in the order in which they stand."""
        lifted = {id(comment): comment for comment in self._lifted.get(id(line), ())}
        order = {id(c): i for i, c in enumerate(comments(line))} if lifted else {}
        found = sorted(lifted.values(), key=lambda c: order.get(id(c), len(order)))
        return [cst.EmptyLine(comment=c) for c in found]

    def _body(
        self, owner: cst.Module | cst.IndentedBlock, value: Sequence[cst.CSTNode]
    ) -> tuple[list[cst.CSTNode], list[cst.EmptyLine]]:
        """The statements of a body, and the comments left over behind the last one."""
        made: list[cst.CSTNode] = []
        left: list[cst.EmptyLine] = []
        for line in value:
            lifted = self._lifted_lines(line)
            built = None if id(line) in self._removed else self.build(line)
            if isinstance(built, cst.SimpleStatementLine) and not built.body:
                built = None
            if built is not None and lifted:
                own = list(getattr(built, "leading_lines", ()))
                built = built.with_changes(leading_lines=[*own, *lifted])
            kept = [] if built is None else [built]
            if built is None:
                left = _joined(left, [*_left_behind(line), *lifted])
            before = self._before.get(id(line), [])
            if before and built is not None:
                # What stands above the line stands above all that is put before it.
                left = _joined(left, list(getattr(built, "leading_lines", ())))
                kept = [built.with_changes(leading_lines=())]
            for entry in (*before, *kept, *self._after.get(id(line), ())):
                piece = entry if isinstance(entry, cst.CSTNode) else entry()
                if left:
                    own = list(getattr(piece, "leading_lines", ()))
                    lead = _joined(left, own)
                    if not made:
                        lead = _without_first_blanks(lead)
                    piece = piece.with_changes(leading_lines=lead)
                    left = []
                made.append(piece)
        if not made and isinstance(owner, cst.IndentedBlock):
            lead = _without_first_blanks(left)
            return [cst.SimpleStatementLine([self._pass()], leading_lines=lead)], []
        return made, [line for line in left if line.comment]


def _is_empty(node: cst.CSTNode, made: Sequence[cst.Pass]) -> bool:
    """Whether ``node`` is an ``else`` that the edits emptied, and that says nothing."""
    if not isinstance(node, cst.Else) or holds(node, cst.Comment):
        return False
    found = [part for part in walk(node) if isinstance(part, cst.BaseSmallStatement)]
    return len(found) == 1 and any(found[0] is each for each in made)


def comments(node: cst.CSTNode) -> list[cst.Comment]:
    """All comments inside ``node``, in source order, lint pragmas left out."""
    found: list[cst.Comment] = []
    stack = [node] if holds(node, cst.Comment) else []
    while stack:
        current = stack.pop()
        if isinstance(current, cst.Comment):
            if not _is_pragma(current.value):
                found.append(current)
            continue
        stack.extend(reversed(current.children))
    return found


def _left_behind(line: cst.CSTNode) -> list[cst.EmptyLine]:
    """The comments of a removed line, and the blank lines above it, as lines of their own."""
    lines = list(getattr(line, "leading_lines", ()))
    if isinstance(line, cst.SimpleStatementLine):
        comment = line.trailing_whitespace.comment
        if comment is not None and not _is_pragma(comment.value):
            lines.append(cst.EmptyLine(comment=comment))
    return lines


def _is_pragma(comment: str) -> bool:
    text = comment.lstrip("# ").lower()
    return text.startswith(("noqa", "type:", "pylint:", "isort:", "pragma:", "pyright:", "mypy:"))


def _joined(upper: list[cst.EmptyLine], lower: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Two runs of lines in one, without adding up the blank lines between them."""
    blanks = 0
    while blanks < len(upper) and not upper[-1 - blanks].comment:
        blanks += 1
    first = 0
    while first < len(lower) and not lower[first].comment:
        first += 1
    gap = max(upper[len(upper) - blanks :], lower[:first], key=len)
    return [*upper[: len(upper) - blanks], *gap, *lower[first:]]


def _without_first_blanks(lines: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
    start = 0
    while start < len(lines) and not lines[start].comment:
        start += 1
    return lines[start:]
