"""All that is used of LibCST beyond its public interface; ``test_libcst_internals`` watches it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from types import FunctionType
from typing import Any

from prefect_codemods.python.libcst_import import import_libcst

import_libcst()  # in the way that this process wants it

import libcst as cst  # noqa: E402
from libcst import native  # type: ignore[attr-defined]  # noqa: E402
from libcst._nodes.internal import CodegenState  # noqa: E402
from libcst._nodes.op import _BaseOneTokenOp  # noqa: E402

_check_node = cst.CSTNode.__post_init__
_modules = sys.modules
_lock = Lock()
_parsing = 0


@contextmanager
def _unchecked_nodes() -> Iterator[None]:
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


def _import_unless_there(name: str, names: Any, own: Any, wanted: Any, level: int) -> None:
    """Stands in for ``__import__`` below the parser, which takes the module from ``sys.modules``.

    It is called for each node, and without ``*`` for no tuple each time.
    """
    if name not in _modules:
        __import__(name, names, own, wanted, level)


def _parse_natively(text: str) -> cst.Module:
    parsed: cst.Module = native.parse_module(text, encoding="utf-8")
    return parsed


# The parser imports ``libcst`` anew for each node that it makes, by the hook that its caller has. The
# usual one takes a fifth of a parse.
_parse: Callable[[str], cst.Module] = FunctionType(
    _parse_natively.__code__,
    {"native": native, "__builtins__": {"__import__": _import_unless_there}},
)


def parse_text(text: str) -> cst.Module:
    """What ``libcst.parse_module`` makes of ``text``; raises what it raises."""
    with _unchecked_nodes():
        return _parse(text)


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


_print_as_usual = cst.CSTNode._codegen
_in_brackets = cst.BaseExpression._parenthesize
_print_sign_as_usual = _BaseOneTokenOp._codegen_impl


def _print_node(node: cst.CSTNode, state: CodegenState, **options: Any) -> None:
    """Print a node and note its tokens, without calling the hooks that LibCST has for it."""
    if type(state) is not Recorder:
        _print_as_usual(node, state, **options)
        return
    key, tokens = id(node), state.tokens
    state.outer_starts[key] = len(tokens)
    node._codegen_impl(state, **options)
    state.outer_ends[key] = len(tokens)


def _print_comment(comment: cst.Comment, state: CodegenState, **options: Any) -> None:
    """Print a comment, and note it."""
    if type(state) is Recorder:
        state.comments.append(comment)
    _print_node(comment, state, **options)


def _print_blank(blank: cst.SimpleWhitespace, state: CodegenState, **options: Any) -> None:
    """Print a blank, of which there are as many as of all other nodes, at once."""
    if type(state) is not Recorder:
        _print_as_usual(blank, state, **options)
        return
    key, tokens = id(blank), state.tokens
    state.outer_starts[key] = len(tokens)
    tokens.append(blank.value)
    state.outer_ends[key] = len(tokens)


def _print_name(name: cst.Name, state: CodegenState, **options: Any) -> None:
    """Print a name; those without brackets, nearly all of them, at once."""
    if type(state) is not Recorder or name.lpar:
        _print_node(name, state, **options)
        return
    key, tokens = id(name), state.tokens
    state.starts[key] = state.outer_starts[key] = len(tokens)
    tokens.append(name.value)
    state.ends[key] = state.outer_ends[key] = len(tokens)


def _print_sign(sign: _BaseOneTokenOp, state: CodegenState) -> None:
    """Print a comma, an equals sign or another sign with its blanks."""
    if type(state) is not Recorder:
        _print_sign_as_usual(sign, state)
        return
    sign.whitespace_before._codegen(state)
    key, tokens = id(sign), state.tokens
    state.starts[key] = len(tokens)
    tokens.append(sign._get_token())
    state.ends[key] = len(tokens)
    sign.whitespace_after._codegen(state)


def _record_expression(
    expression: cst.BaseExpression, state: CodegenState
) -> AbstractContextManager[None]:
    """Print the brackets around an expression; without any, no generator is needed for it."""
    if type(state) is Recorder and not expression.lpar:
        return _Recording(state, expression, None, None)
    return _in_brackets(expression, state)


# Once, as above: for all other printing they do what LibCST does.
cst.CSTNode._codegen = _print_node  # type: ignore[assignment,method-assign]
cst.Comment._codegen = _print_comment  # type: ignore[assignment,method-assign]
cst.SimpleWhitespace._codegen = _print_blank  # type: ignore[assignment,method-assign]
cst.Name._codegen = _print_name  # type: ignore[assignment,method-assign]
cst.BaseExpression._parenthesize = _record_expression  # type: ignore[assignment,method-assign]
_BaseOneTokenOp._codegen_impl = _print_sign  # type: ignore[assignment,method-assign]


def record_places(
    module: cst.Module, statement: cst.CSTNode, kind: type[Recorder] = Recorder
) -> Recorder:
    """The code of ``statement``, with the place of each node in it."""
    state = kind(module.default_indent, module.default_newline)
    state.starts, state.ends, state.comments = {}, {}, []
    state.outer_starts, state.outer_ends = {}, {}
    statement._codegen(state)
    return state
