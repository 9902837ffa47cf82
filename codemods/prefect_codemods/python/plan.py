"""What the codemods decided to edit, gathered first and made in the text at once.

An edit names a node and what takes its place; the text of all other nodes stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from prefect_codemods import suppressions
from prefect_codemods.findings import Change, Diagnostic, Level, NameMessage, Refusal
from prefect_codemods.options import Options
from prefect_codemods.python.element_edits import ElementEdits, Listing, span_of_elements
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.nested_layout import NestedLayout
from prefect_codemods.python.new_code import Code, Old, old_parts
from prefect_codemods.python.printing import Position
from prefect_codemods.python.splicing import Splicer
from prefect_codemods.python.statement_edits import Statement, StatementEdits, StatementWriter
from prefect_codemods.python.tree import Tree
from prefect_codemods.rule import Kind, Rule


class Plan:
    """Edits by node of the original tree, with the findings that go with them."""

    def __init__(self, tree: Tree, options: Options) -> None:
        self.tree = tree
        self.options = options
        self.suppressions = suppressions.parse_suppressions(tree.text, rejected=options.rejected)
        self.hidden: set[tuple[str, int]] = set()
        self.changes: list[Change] = []
        self.diagnostics: list[Diagnostic] = []
        self._reported: set[Diagnostic] = set()
        self.name_messages: dict[int, NameMessage] = {}
        """What is said of one name, by the identity of the finding that says it."""
        self.job_templates: list[str] = []
        self._replaced: dict[int, tuple[cst.CSTNode, Code]] = {}
        self._elements: dict[int, ElementEdits] = {}
        self._statements = StatementEdits()
        self._retired: set[int] = set()
        self._kept_parts: set[int] = set()
        self._touched: dict[int, cst.CSTNode] = {}
        """All nodes that are edited, and those that hold them, by identity."""

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
            if self.suppressions.suppresses(rule.code, line, self._known_by(node, line)):
                self.hidden.add((rule.code, line))
                return False
        return True

    def change(self, rule: Rule, node: cst.CSTNode, message: str | NameMessage) -> None:
        """Note that ``rule`` edits ``node``."""
        start, end = self._place(node)
        id = suppressions.fix_id(rule.code, self._known_by(node, start[0]))
        made = Change(rule.code, str(message), *start, *end, id)
        self.changes.append(made)
        self._note_name(made, message)

    def report(
        self,
        rule: Rule,
        node: cst.CSTNode,
        message: str | NameMessage,
        *,
        level: Level = Level.MANUAL,
        help: str = "",
    ) -> None:
        """Tell the user something about ``node``; once, however many codemods find it."""
        if not self.options.enabled(rule.code):
            return
        start, end = self._place(node)
        if self.suppressions.suppresses(rule.code, start[0]):
            self.hidden.add((rule.code, start[0]))
            return
        advice = help or ("" if level is Level.NOTE else rule.advice)
        found = Diagnostic(rule.code, str(message), *start, level, advice, *end)
        if found not in self._reported:
            self._reported.add(found)
            self.diagnostics.append(found)
            self._note_name(found, message)

    def _known_by(self, node: cst.CSTNode, line: int) -> str:
        """The code by which a fix at ``node``, on the 1-based ``line``, is known again.

        That is its line; of an import over several lines all of them, since it is fixed as one.
        """
        statement = self.tree.parent(node) if type(node) is cst.ImportAlias else node
        if type(statement) is cst.ImportFrom or type(statement) is cst.Import:
            (first, _), (last, _) = self.tree.positions(statement)
            if last > first:
                return "\n".join(self.tree.lines[first - 1 : last])
        return self.tree.lines[line - 1]

    def _note_name(self, found: Change | Diagnostic, message: str | NameMessage) -> None:
        if isinstance(message, NameMessage):
            self.name_messages[id(found)] = message

    def _place(self, node: cst.CSTNode) -> tuple[Position, Position]:
        """Where ``node`` starts and ends; of a statement with a block, the end of its first line."""
        (first, start), end = self.tree.positions(node)
        if end[0] > first and isinstance(node, cst.BaseCompoundStatement):
            end = first, start + len(self.tree.lines[first - 1][start - 1 :].rstrip())
        return (first, start), end

    def note_at(self, rule: Rule, line: int, column: int, message: str) -> None:
        """Tell something about a place that is no node, such as a comment."""
        if self.options.enabled(rule.code) and not self.suppressions.suppresses(rule.code, line):
            self.diagnostics.append(Diagnostic(rule.code, message, line, column, Level.NOTE))

    # --- edits ----------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        """Whether nothing is to be edited."""
        return not self._touched

    def edited(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` or something in it is to be edited."""
        return id(node) in self._touched

    def replace(self, node: cst.CSTNode, *code: Code, at: cst.CSTNode | None = None) -> None:
        """Put ``code`` in the place of ``node``, inside the brackets that it stands in.

        ``at`` holds ``node`` where it is a part that the tree doesn't keep, such as a module's path.
        """
        if at is not None:
            self.tree.adopt(node, at)
        if Old.ITSELF not in code:
            self.retire(node, *code)
        _, other = self._replaced.setdefault(id(node), (node, code))
        if other != code:
            line, _ = self.tree.position(node)
            raise Refusal("two rules edit the same code in different ways", line)
        self._touch(node)

    def rewrite_string(self, node: cst.SimpleString, edit: Callable[[str], str]) -> None:
        """Edit the text of a string, which other rules may have edited before."""
        _, code = self._replaced.get(id(node), (node, (node.value,)))
        assert isinstance(code, tuple) and isinstance(code[0], str)
        self._replaced[id(node)] = node, (edit(code[0]),)
        self._touch(node)

    def elements(self, owner: Listing) -> ElementEdits:
        """The edits of what ``owner`` lists, to add to."""
        self._touch(owner)
        return self._elements.setdefault(id(owner), ElementEdits(owner))

    def remove(self, statement: Statement) -> None:
        """Take a statement out; its comments stay, an emptied block gets a ``pass``."""
        self._statements.removed.add(id(statement))
        self._touch(statement)

    def retire(self, node: cst.CSTNode, *but: Code) -> None:
        """Note that ``node`` won't be there any more, save the parts of it in ``but``."""
        self._retired.add(id(node))
        self._kept_parts.update(id(part) for part in old_parts(but))

    def retired(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` stands in something that won't be there any more."""
        for candidate in (node, *self.tree.ancestors(node)):
            if id(candidate) in self._kept_parts:
                return False
            if id(candidate) in self._retired:
                return True
        return False

    def insert_after(self, statement: Statement, *lines: Code) -> None:
        """Put statements after ``statement``: on its line where that holds others, else below."""
        slot = self._slot(statement)
        self._statements.after.setdefault(id(slot), []).extend(lines)
        self._touch(slot)

    def insert_before(self, statement: Statement, *lines: Code) -> None:
        """Put statements before ``statement``: on its line where that holds others, else above."""
        slot = self._slot(statement)
        self._statements.before.setdefault(id(slot), []).extend(lines)
        self._touch(slot)

    def _slot(self, statement: Statement) -> cst.CSTNode:
        """``statement``, or its line where it stands there alone."""
        parent = self.tree.parent(statement)
        alone = isinstance(parent, cst.SimpleStatementLine) and len(parent.body) == 1
        return parent if alone and parent is not None else statement

    def _touch(self, node: cst.CSTNode) -> None:
        for each in (node, *self.tree.ancestors(node)):
            if id(each) in self._touched:
                break
            self._touched[id(each)] = each

    def new_text(self) -> str:
        """The text with all edits made."""
        touched = set(self._touched)
        splicer = Splicer(self.tree, [s for s in self.tree.module.body if id(s) in touched])
        writer = StatementWriter(self.tree, self._statements, splicer)
        for node in self._touched.values():
            depth = self.tree.depth(node)
            if type(node) is cst.IndentedBlock or type(node) is cst.Module:
                writer.add_lines(node, touched, depth)
            elif type(node) is cst.SimpleStatementLine or type(node) is cst.SimpleStatementSuite:
                writer.add_short(node, depth)
            elif type(node) is cst.Else:
                writer.add_empty_else(node, depth)
            if (edits := self._elements.get(id(node))) is not None:
                span = span_of_elements(self.tree, edits.owner)
                splicer.add(span, depth, partial(splicer.elements, edits))
            if id(node) in self._replaced:
                code = self._replaced[id(node)][1]
                span = self.tree.span(node)
                splicer.add(span, depth, partial(splicer.replacement, node, code))
        NestedLayout(splicer, self._elements).plan()
        text = splicer.text()
        return text if self.tree.text.endswith("\n") else text.removesuffix(splicer.newline)
