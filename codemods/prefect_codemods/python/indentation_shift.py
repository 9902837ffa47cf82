"""Moves the inner lines of an expression to another indentation; imported with LibCST."""

from __future__ import annotations

import libcst as cst


class IndentationShift(cst.CSTTransformer):
    """Cuts ``width`` characters off the indentation of every line inside an expression."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def leave_ParenthesizedWhitespace(
        self,
        original_node: cst.ParenthesizedWhitespace,
        updated_node: cst.ParenthesizedWhitespace,
    ) -> cst.ParenthesizedWhitespace:
        """Move the lines that it breaks into."""
        last = updated_node.last_line.value
        lines = [
            line.with_changes(whitespace=cst.SimpleWhitespace(self._cut(line.whitespace.value)))
            if line.comment
            else line
            for line in updated_node.empty_lines
        ]
        return updated_node.with_changes(
            empty_lines=lines, last_line=cst.SimpleWhitespace(self._cut(last))
        )

    def _cut(self, space: str) -> str:
        if self.width < 0:
            return " " * -self.width + space
        return space[self.width :] if space[: self.width].isspace() else space
