"""Code that wants both releases, or asks whether it has one: left as it is, and reported.

That is a ``try … except ImportError`` (or ``suppress(ImportError)``) around an import, what is
guarded by a flag set there, and what a check of the library's version lets run. A check that
raises lets nothing else run instead: what stands below it wants one form only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prefect_codemods.knowledge import Catalogue
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.scopes import Binding, dotted_name, import_target
from prefect_codemods.python.tree import Tree, last_statement, walk_nodes

_IMPORT_ERRORS = frozenset(("ImportError", "ModuleNotFoundError", "AttributeError"))
_ANY_ERRORS = frozenset(("Exception", "BaseException"))
_QUESTION = re.compile(r"version|hasattr|find_spec|parse_version", re.I)


class BothForms:
    """Tells where one module wants both the old and the new form."""

    def __init__(self, tree: Tree, names: Names, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._tree = tree
        self._names = names
        self._tests: dict[int, bool] = {}
        self._asks_at_all = "version" in tree.text or "hasattr" in tree.text
        self._asks_at_all = self._asks_at_all or "find_spec" in tree.text
        self._choices: dict[int, cst.Try | cst.With | cst.If] = {}
        self._flags: set[str] = set()
        for node in self._find_choices():
            self._choices[id(node)] = node
            if isinstance(node, cst.If):
                self._flags |= _names_of_flags(node.test)

    def wants(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` stands where both forms are wanted, or uses what was imported so."""
        if not self._choices and not self._asks_at_all:
            return False
        if self._choices and self._of_choice(node):
            return True
        below: cst.CSTNode = node
        for parent in self._tree.ancestors(node):
            if id(parent) in self._choices:
                return True
            if self._asked_for(parent, below):
                return True
            below = parent
        return False

    def _asked_for(self, parent: cst.CSTNode, below: cst.CSTNode) -> bool:
        """Whether ``parent`` lets ``below`` run on some releases only."""
        if isinstance(parent, (cst.If, cst.IfExp, cst.While)):
            return below is not parent.test and self.tells_release(parent.test)
        if isinstance(parent, cst.BooleanOperation):
            return below is parent.right and self.tells_release(parent.left)
        if isinstance(parent, cst.Match):
            return below is not parent.subject and self.tells_release(parent.subject)
        if isinstance(parent, (cst.FunctionDef, cst.ClassDef)):
            return any(self._may_skip(d.decorator) for d in parent.decorators if d is not below)
        if not self._asks_at_all or not isinstance(parent, (cst.Module, cst.IndentedBlock)):
            return False
        return self._behind_a_check(parent, below) or self._marked(parent, below)

    def _marked(self, block: cst.CSTNode, below: cst.CSTNode) -> bool:
        """Whether pytest's marks for a whole module or class let ``below``, a test, run or not."""
        if not isinstance(below, (cst.FunctionDef, cst.ClassDef)):
            return False
        return any(self._may_skip(mark) for mark in marks_of(block))

    def _may_skip(self, mark: cst.BaseExpression, depth: int = 3) -> bool:
        """Whether ``mark`` skips a test on some releases, as pytest's and unittest's do."""
        if isinstance(mark, cst.Name) and depth > 0:
            values = [b.value for b in self._names.of(mark) if b.value is not None]
            return any(self._may_skip(value, depth - 1) for value in values)
        func = mark.func if isinstance(mark, cst.Call) else mark
        skips = dotted_name(func).rpartition(".")[2].lower() in {"skipif", "skipunless", "xfail"}
        return skips and self.tells_release(mark)

    def does_without(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` stands in a ``try`` that goes on without a name that is removed."""
        for parent in self._tree.ancestors(node):
            if id(parent) in self._choices and not isinstance(parent, cst.If):
                handlers = parent.handlers if isinstance(parent, cst.Try) else ()
                return not any(map(self._takes, (h.body for h in handlers)))
        return False

    def _asks_for_release(self, path: str) -> bool:
        """Whether only some releases have ``path``."""
        known = self._catalogue
        return known.contains(path) and (known.is_old(path) or bool(known.moved_paths.match(path)))

    def behind_a_check(self, node: cst.CSTNode) -> bool:
        """Whether a check of the release, not a ``try``, lets ``node`` run."""
        below: cst.CSTNode = node
        for parent in self._tree.ancestors(node):
            if id(parent) in self._choices:
                return False
            if self._asked_for(parent, below):
                return True
            below = parent
        return False

    def _find_choices(self) -> Iterator[cst.Try | cst.With | cst.If]:
        """The statements that ask for a name which only some releases have."""
        found: dict[int, cst.Try | cst.With | cst.If] = {}
        for statement in self._names.imports:
            # Nearly all stand in none, and are asked about no further.
            around = [
                parent
                for parent in self._tree.ancestors(statement)
                if type(parent) is cst.If or type(parent) is cst.Try or type(parent) is cst.With
            ]
            if around and any(map(self._asks_for_release, _import_targets(statement))):
                found.update((id(parent), parent) for parent in around)
        if "AttributeError" in self._tree.text:
            for attribute in self._names.attributes:
                if self._catalogue.moved_paths.match(self._names.qualified(attribute)):
                    for parent in self._tree.ancestors(attribute):
                        if isinstance(parent, cst.Try):
                            found.setdefault(id(parent), parent)
        yield from filter(self._is_choice, found.values())

    def _is_choice(self, node: cst.Try | cst.With | cst.If) -> bool:
        if isinstance(node, cst.If):
            return self._imports_one_name_by_release(node)
        return self._suppresses(node) if isinstance(node, cst.With) else self._chooses(node)

    def _imports_one_name_by_release(self, node: cst.If) -> bool:
        """Whether one branch of ``node`` imports a name from where it was, another from where it is.

        What the condition asks, a flag of another file for example, is then a matter of the release.
        """
        old: set[str] = set()
        new: set[str] = set()
        branch: cst.BaseSuite | None = node.body
        rest = node.orelse
        while branch is not None:
            for path, local in _imports_in(branch):
                if self._asks_for_release(path):
                    (old if self._catalogue.is_old(path) else new).add(local)
            branch = rest.body if rest is not None else None
            rest = rest.orelse if isinstance(rest, cst.If) else None
        return not old.isdisjoint(new)

    def _suppresses(self, node: cst.With) -> bool:
        """Whether ``node`` goes on without what can't be imported."""
        return any(
            isinstance(item.item, cst.Call)
            and self._names.qualified(item.item.func) == "contextlib.suppress"
            and any(dotted_name(arg.value) in _IMPORT_ERRORS for arg in item.item.args)
            for item in node.items
        )

    def _chooses(self, node: cst.Try) -> bool:
        for handler in node.handlers:
            caught = _caught_names(handler)
            if not caught & _IMPORT_ERRORS and not (
                (caught & _ANY_ERRORS or not caught) and _only_imports(node.body)
            ):
                continue
            if self._takes(node.body) and (
                self._takes(handler.body) or not self._names.ends_program(handler.body)
            ):
                asks = caught != {"AttributeError"} or self._takes(handler.body)
                return asks and (self._imports(node.body) or self._takes(handler.body))
        return False

    def _imports(self, block: cst.BaseSuite) -> bool:
        """Whether ``block`` itself imports a name that only some releases have."""
        return any(self._asks_for_release(path) for path, _ in _imports_in(block))

    def _takes(self, block: cst.BaseSuite) -> bool:
        """Whether ``block`` takes something from a module of Prefect's that moved, or its heir."""
        return self._imports(block) or any(
            isinstance(found, (cst.Name, cst.Attribute))
            and self._catalogue.moved_paths.match(self._names.qualified(found))
            for found in walk_nodes(block)
        )

    def _of_choice(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` is, or calls, a name that such a ``try`` imports."""
        root = node.func if isinstance(node, cst.Call) else node
        while isinstance(root, cst.Attribute):
            root = root.value
        if not isinstance(root, cst.Name):
            return False
        bindings = self._names.of(root)
        return any(b.target and self._asks_for_release(b.target) for b in bindings) and any(
            self._bound_in_choice(b) for b in bindings
        )

    def _bound_in_choice(self, binding: Binding) -> bool:
        return any(id(parent) in self._choices for parent in self._tree.ancestors(binding.node))

    def tells_release(self, test: cst.BaseExpression) -> bool:
        """Whether ``test`` asks for the library's release, or for a flag that tells of it."""
        known = self._tests.get(id(test))
        if known is None:
            known = self._asks(test, depth=3)
            self._tests[id(test)] = known
        return known

    def _asks(self, test: cst.BaseExpression, depth: int) -> bool:
        """Whether the text of ``test``, or what its variables hold, tells of Prefect's release."""
        if any(map(self._asks_in_words, _asking_parts(test))):
            return True
        for name in walk_nodes(test):
            if isinstance(name, cst.Name) and self._names_release(name, depth):
                return True
        return False

    def _asks_in_words(self, part: cst.CSTNode) -> bool:
        code = cst.Module([]).code_for_node(part)
        return self._catalogue.library in code.lower() and bool(_QUESTION.search(code))

    def _names_release(self, name: cst.Name, depth: int) -> bool:
        paths = self._names.candidates(name)
        if any(self._catalogue.contains(p) and "version" in p for p in paths):
            return True
        if name.value in self._flags:
            return True
        bindings = self._names.of(name)
        if self._choices and any(self._bound_in_choice(b) for b in bindings):
            return True
        values = [b.value for b in bindings if b.value is not None and b.kind == "assign"]
        for binding in bindings if depth > 0 else ():
            if isinstance(binding.node, cst.FunctionDef):
                returns = (
                    part for part in walk_nodes(binding.node) if isinstance(part, cst.Return)
                )
                values += [part.value for part in returns if part.value is not None]
        return depth > 0 and any(self._asks(value, depth - 1) for value in values)

    def _behind_a_check(self, block: cst.CSTNode, line: cst.CSTNode) -> bool:
        """Whether ``line`` runs only if a check of the release above it didn't leave the block."""
        assert isinstance(block, (cst.Module, cst.IndentedBlock))
        above = list(block.body)
        above = above[: next((i for i, other in enumerate(above) if other is line), 0)]
        return any(
            isinstance(other, cst.If)
            and _leaves_early(other.body)
            and self.tells_release(other.test)
            for other in above
        )


def _imports_in(block: cst.BaseSuite) -> Iterator[tuple[str, str]]:
    """The dotted paths that ``block`` imports, and the names that these get."""
    for found in walk_nodes(block):
        if not isinstance(found, (cst.Import, cst.ImportFrom)):
            continue
        targets = _import_targets(found)
        if isinstance(found.names, cst.ImportStar):
            yield targets[0], ""
        else:
            for path, alias in zip(targets, found.names, strict=True):
                asname = alias.asname.name if alias.asname is not None else alias.name
                yield path, dotted_name(asname).rpartition(".")[2]


def _names_of_flags(test: cst.BaseExpression) -> set[str]:
    """The names that ``test`` asks by themselves, as in ``if NEW`` and ``if not old``."""
    if isinstance(test, cst.UnaryOperation):
        return _names_of_flags(test.expression)
    if isinstance(test, cst.Attribute):
        return {test.attr.value}
    return {test.value} if isinstance(test, cst.Name) else set()


def _import_targets(statement: cst.Import | cst.ImportFrom) -> list[str]:
    """The dotted paths that ``statement`` imports."""
    if isinstance(statement, cst.Import):
        return [dotted_name(alias.name) for alias in statement.names]
    module = import_target(statement)
    if isinstance(statement.names, cst.ImportStar):
        return [module]
    return [f"{module}.{dotted_name(alias.name)}" for alias in statement.names]


def _caught_names(handler: cst.ExceptHandler) -> set[str]:
    kind = handler.type
    kinds = [e.value for e in kind.elements] if isinstance(kind, cst.Tuple) else [kind]
    return {k.value for k in kinds if isinstance(k, cst.Name)}


def _only_imports(block: cst.BaseSuite) -> bool:
    """Whether ``block`` only imports and sets flags."""
    small = [part for part in walk_nodes(block) if isinstance(part, cst.BaseSmallStatement)]
    kinds = (cst.Import, cst.ImportFrom, cst.Assign, cst.Pass)
    return all(isinstance(part, kinds) for part in small) and not any(
        isinstance(part, cst.BaseCompoundStatement) for part in walk_nodes(block)
    )


def marks_of(block: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """The marks that ``pytestmark`` gives every test of a module or a class."""
    assert isinstance(block, (cst.Module, cst.IndentedBlock))
    for line in block.body:
        for part in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if not isinstance(part, cst.Assign):
                continue
            if any(dotted_name(target.target) == "pytestmark" for target in part.targets):
                if isinstance(part.value, (cst.List, cst.Tuple)):
                    yield from (element.value for element in part.value.elements)
                else:
                    yield part.value


def _leaves_early(block: cst.BaseSuite) -> bool:
    """Whether what stands below ``block`` is another way to do the same."""
    return isinstance(last_statement(block), (cst.Return, cst.Continue, cst.Break))


def _asking_parts(test: cst.BaseExpression) -> Iterator[cst.CSTNode]:
    """What of an expression may ask something: not the texts in a table, but what it calls."""
    if not isinstance(test, (cst.Dict, cst.List, cst.Set, cst.Tuple)):
        yield test
        return
    for part in walk_nodes(test):
        if isinstance(part, (cst.Call, cst.Attribute)):
            yield part
