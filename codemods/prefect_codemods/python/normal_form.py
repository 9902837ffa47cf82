"""Python source read for comparison: guarded parsing, tokens, comments, a normal form.

Nothing here edits text, so the standard parser serves: it costs a tenth of LibCST's and refuses,
instead of dying of, the nesting that LibCST cannot live through.
"""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest

from prefect_codemods.findings import Refusal
from prefect_codemods.python.parse_cache import shared_parse

_LAYOUT = frozenset(
    {tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
)
_EFFECTS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def parsed_module(text: str) -> ast.Module:
    """The syntax tree of ``text``, to be read only: it may be shared.

    Raises what ``ast.parse`` raises.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        return shared_parse("ast", text, ast.parse)


def parse_side(text: str, name: str) -> ast.Module:
    """The syntax tree of ``text``; ``name`` says whose text it is (``the newer side``).

    Raises ``Refusal`` for text that isn't Python and for nesting too deep to read.
    """
    try:
        return parsed_module(text)
    except SyntaxError as error:
        raise Refusal(
            f"{name} is not valid Python: {error.msg}",
            error.lineno or 1,
            error.offset or 1,
            help="fix the syntax error on that side first",
        ) from None
    except (RecursionError, MemoryError):
        raise too_deep(name) from None
    except ValueError as error:
        raise Refusal(f"{name} is not valid Python: {error}") from None


def too_deep(name: str) -> Refusal:
    """The error of text whose nesting exhausts the interpreter's stack."""
    return Refusal(f"{name} is nested too deeply to read", help="merge this file by hand")


def code_tokens(text: str) -> Iterator[tuple[int, str]]:
    """The tokens of ``text`` without comments and spacing.

    Line ends that matter and the depth of indentation are kept, its width is not. Raises
    ``tokenize.TokenError`` or ``SyntaxError`` where the text has none.
    """
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _LAYOUT:
            yield token.type, token.string
        elif token.type not in (tokenize.NL, tokenize.COMMENT):
            yield token.type, ""


def same_tokens(first: str, second: str) -> bool:
    """Whether two texts differ in comments and spacing at most."""
    try:
        return all(a == b for a, b in zip_longest(code_tokens(first), code_tokens(second)))
    except (tokenize.TokenError, SyntaxError):
        return False


def placed_comments(text: str) -> list[tuple[int, str]]:
    """The comments of ``text`` in order: 0-based line, and what follows its ``#`` and blanks."""
    if "#" not in text:
        return []
    try:
        read = tokenize.generate_tokens(io.StringIO(text).readline)
        return [(t.start[0] - 1, t.string[1:].strip()) for t in read if t.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError):
        return []


def code_comments(text: str) -> list[str]:
    """The comments of ``text`` in order."""
    return [comment for _, comment in placed_comments(text)]


def _same_name(dotted: str) -> str:
    return dotted


def normal_dump(
    node: ast.AST,
    names: Mapping[str, str] | None = None,
    canonical: Callable[[str], str] = _same_name,
) -> str:
    """A text that is equal for nodes that mean the same; global ``names`` stand for their targets.

    ``names`` maps an imported name to its canonical dotted path. Keyword arguments are put in order where
    at most one of them could have an effect. ``canonical`` is asked for each dotted path.
    """
    if not names and not _has_variants(node):
        return ast.dump(node)
    return ast.dump(Normaliser(names or {}, canonical).visit(_copy_tree(node)))


def _has_variants(node: ast.AST) -> bool:
    """Whether a node may be written otherwise in its normal form, where no names are given."""
    waiting: list[object] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, ast.AST):
            if isinstance(part, ast.Constant):
                if part.kind is not None:
                    return True
                continue
            if isinstance(part, ast.Call) and len(part.keywords) > 1:
                return True
            waiting += [getattr(part, field, None) for field in part._fields]
    return False


def normal_expression(
    node: ast.expr,
    names: Mapping[str, str] | None = None,
    canonical: Callable[[str], str] = _same_name,
) -> str:
    """Like ``dump``, but readable source code."""
    normal = Normaliser(names or {}, canonical).visit(_copy_tree(node))
    try:
        return ast.unparse(normal)
    except ValueError:  # f-strings whose quotes this Python's unparse cannot arrange
        return ast.dump(normal)


def _copy_tree(node: ast.AST) -> ast.AST:
    """A deep copy of the nodes; constants are shared. ``copy.deepcopy`` takes ten times as long."""
    fields: dict[str, object] = {}
    for name, value in ast.iter_fields(node):
        if isinstance(value, list):
            fields[name] = [_copy_tree(v) if isinstance(v, ast.AST) else v for v in value]
        else:
            fields[name] = _copy_tree(value) if isinstance(value, ast.AST) else value
    return type(node)(**fields)


class Normaliser(ast.NodeTransformer):
    """Puts keyword arguments in order and writes imported names as dotted paths."""

    def __init__(self, names: Mapping[str, str], canonical: Callable[[str], str]) -> None:
        self.names = names
        self.canonical = canonical
        self.local: list[frozenset[str]] = []
        self._dotted: dict[int, ast.Name] = {}

    def visit(self, node: ast.AST) -> ast.AST:
        """The normal form of ``node``, which is changed in place."""
        if self.names and isinstance(node, _FUNCTIONS):
            return self._function(node)
        if self.names and isinstance(node, _COMPREHENSIONS):
            self.local.append(bound_in(node))
            self.generic_visit(node)
            self.local.pop()
            return node
        if isinstance(node, ast.Name):
            return self._name(node)
        self.generic_visit(node)
        if isinstance(node, ast.Call):
            order_keywords(node)
        elif isinstance(node, ast.Attribute) and (known := self._dotted.get(id(node.value))):
            return self._stands_for(self.canonical(f"{known.id}.{node.attr}"), node.ctx)
        elif isinstance(node, ast.Constant):
            node.kind = None
        return node

    def _function(self, node: ast.AST) -> ast.AST:
        """Decorators, defaults and annotations belong to the scope around the function."""
        local = bound_in(node)
        for name, value in ast.iter_fields(node):
            inside = name == "body"
            if inside:
                self.local.append(local)
            if isinstance(value, list):
                value[:] = [self.visit(v) if isinstance(v, ast.AST) else v for v in value]
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
            if inside:
                self.local.pop()
        return node

    def _name(self, node: ast.Name) -> ast.AST:
        if node.id in self.names and not any(node.id in scope for scope in self.local):
            return self._stands_for(self.names[node.id], node.ctx)
        return node

    def _stands_for(self, path: str, ctx: ast.expr_context) -> ast.Name:
        """A name that stands for a dotted path, so that its attributes do too."""
        made = ast.Name(id=path, ctx=ctx)
        self._dotted[id(made)] = made
        return made


def order_keywords(call: ast.Call) -> None:
    """Sort the keyword arguments of ``call`` in place, if their order cannot be observed."""
    if any(keyword.arg is None for keyword in call.keywords):
        return
    busy = sum(
        any(isinstance(part, _EFFECTS) for part in ast.walk(keyword.value))
        for keyword in call.keywords
    )
    if busy <= 1:
        call.keywords.sort(key=lambda keyword: keyword.arg or "")


def bound_in(scope: ast.AST) -> frozenset[str]:
    """The names that a module, function, lambda or comprehension binds for itself."""
    bound: set[str] = set()
    free: set[str] = set()
    if isinstance(scope, _FUNCTIONS):
        bound.update(parameter_names(scope))
    for node in _own_nodes(scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            bound.add(node.rest)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            free.update(node.names)
    return frozenset(bound - free)


def parameter_names(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """The names of all parameters."""
    every = function.args
    arguments = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
    return {argument.arg for argument in arguments if argument}


def free_names(node: ast.AST) -> set[str]:
    """The names that ``node`` looks up outside itself: globals, builtins, or nothing at all."""
    if isinstance(node, _FUNCTIONS):
        arguments = node.args
        inside = [*node.body] if isinstance(node.body, list) else [node.body]
        outside: list[ast.AST | None] = [*arguments.defaults, *arguments.kw_defaults]
        if not isinstance(node, ast.Lambda):
            outside += [*node.decorator_list, node.returns]
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        outside += [a.annotation for a in (*every, arguments.vararg, arguments.kwarg) if a]
        return _free_of(inside) - bound_in(node) | _free_of(outside)
    found = _free_of(ast.iter_child_nodes(node))
    if isinstance(node, _COMPREHENSIONS):
        return found - bound_in(node)
    if isinstance(node, ast.Name):
        found.add(node.id)
    return found


def _free_of(nodes: Iterable[ast.AST | None]) -> set[str]:
    return {name for node in nodes if node is not None for name in free_names(node)}


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of ``scope`` without those of the scopes inside it."""
    inner = (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef)
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, inner):
            waiting.extend(ast.iter_child_nodes(node))
