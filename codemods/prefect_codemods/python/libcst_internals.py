"""All that is used of LibCST beyond its public interface; ``test_libcst_internals`` watches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import libcst as cst
from libcst._nodes.internal import CodegenState


class Recorder(CodegenState):
    """Prints nodes and notes, for each, the indexes of its first token and behind its last.

    ``outer_starts`` and ``outer_ends`` are those of all that is printed. Where LibCST leaves out the
    brackets around an expression, the comma behind an element or the lines above a statement,
    ``starts`` and ``ends`` do.
    """

    starts: dict[int, int]
    ends: dict[int, int]
    outer_starts: dict[int, int]
    outer_ends: dict[int, int]
    comments: list[cst.Comment]

    def before_codegen(self, node: cst.CSTNode) -> None:
        """Called before ``node`` is printed."""
        self.outer_starts[id(node)] = len(self.tokens)
        if type(node) is cst.Comment:
            self.comments.append(node)

    def after_codegen(self, node: cst.CSTNode) -> None:
        """Called when it is."""
        self.outer_ends[id(node)] = len(self.tokens)

    @contextmanager
    def record_syntactic_position(
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> Iterator[None]:
        """Called around the tokens that count as those of ``node``."""
        self.starts[id(node)] = len(self.tokens)
        yield
        self.ends[id(node)] = len(self.tokens)
        if end_node is not None:
            self.ends[id(node)] = self.ends.get(id(end_node), self.outer_ends[id(end_node)])
        if start_node is not None:
            starts = self.starts
            starts[id(node)] = starts.get(id(start_node), self.outer_starts[id(start_node)])


def recorded(module: cst.Module, statement: cst.CSTNode) -> Recorder:
    """The code of ``statement``, with the place of each node in it."""
    state = Recorder(module.default_indent, module.default_newline)
    state.starts, state.ends, state.comments = {}, {}, []
    state.outer_starts, state.outer_ends = {}, {}
    statement._codegen(state)
    return state
