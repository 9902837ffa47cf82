"""All that is used of LibCST beyond its public interface; ``test_libcst_internals`` watches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock

from prefect_codemods.python.libcst_import import import_libcst

import_libcst()  # in the way that this process wants it

import libcst as cst  # noqa: E402
from libcst._nodes.internal import CodegenState  # noqa: E402

_check_node = cst.CSTNode.__post_init__
_lock = Lock()
_parsing = 0


@contextmanager
def unchecked_nodes() -> Iterator[None]:
    """Let nodes be made without a check of each, which costs a seventh of a parse.

    For the parser: what it reads is valid.
    """
    global _parsing
    with _lock:
        _parsing += 1
    try:
        yield
    finally:
        with _lock:
            _parsing -= 1


def _check_unless_parsing(node: cst.CSTNode) -> None:
    if not _parsing:
        _check_node(node)


# Once: to change a class each time would have the interpreter forget all that it learnt of it.
cst.CSTNode.__post_init__ = _check_unless_parsing  # type: ignore[assignment,method-assign]


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

    def record_syntactic_position(  # type: ignore[override]
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> AbstractContextManager[None]:
        """Called around the tokens that count as those of ``node``."""
        return _Recording(self, node, start_node, end_node)


class _Recording:
    """Notes where the tokens begin and end that are printed while it lasts.

    Half as dear as a generator with ``contextmanager``, and there is one for most nodes.
    """

    __slots__ = ("end_node", "node", "recorder", "start_node")

    def __init__(
        self,
        recorder: Recorder,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self.recorder = recorder
        self.node = node
        self.start_node = start_node
        self.end_node = end_node

    def __enter__(self) -> None:
        self.recorder.starts[id(self.node)] = len(self.recorder.tokens)

    def __exit__(self, *raised: object) -> None:
        recorder, key = self.recorder, id(self.node)
        recorder.ends[key] = len(recorder.tokens)
        if (last := self.end_node) is not None:
            recorder.ends[key] = recorder.ends.get(id(last), recorder.outer_ends[id(last)])
        if (first := self.start_node) is not None:
            starts = recorder.starts
            starts[key] = starts.get(id(first), recorder.outer_starts[id(first)])


def record_places(module: cst.Module, statement: cst.CSTNode) -> Recorder:
    """The code of ``statement``, with the place of each node in it."""
    state = Recorder(module.default_indent, module.default_newline)
    state.starts, state.ends, state.comments = {}, {}, []
    state.outer_starts, state.outer_ends = {}, {}
    statement._codegen(state)
    return state
