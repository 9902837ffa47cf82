"""Every name that 1.x lacks, in every way in which Python reaches it: rewritten whole, or reported.

The names are those of the catalogue, and names that no table knows below the removed modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst
import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.findings import Level, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.names import Names
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.python.tree import Tree
from prefect_codemods.release import Release
from prefect_codemods.to_1.catalogue.names import (
    has_name,
    is_old,
    known_names,
    known_part,
    removed_modules,
)

UNKNOWN = ("nothing_of_the_kind", "NoSuchClass", "_private", "__file__", "below.NoSuchClass")
MODULES = sorted(row.old for row in removed_modules().values())


def old_names() -> Iterator[str]:
    for row in known_names().values():
        if row.kind != "attribute" and row.old.count(".") > 1:
            yield row.old
    for module in MODULES:
        for name in UNKNOWN:
            if known_names().get(f"{module}.{name}") is None:
                yield f"{module}.{name}"


def by_from(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f"from {home} import {name}\n\nprint({name})\n"


def by_from_and_call(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f"from {home} import {name}\n\nprint({name}())\n"


def by_alias(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f"from {home} import {name} as it\n\nprint(it)\n"


def by_public_alias(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f"from {home} import {name} as {name}\n"


def by_chain(path: str) -> Iterator[str]:
    yield f"import prefect\n\nprint({path})\n"
    yield f"import prefect as p\n\nprint(p.{path.partition('.')[2]}())\n"


def by_parent(path: str) -> Iterator[str]:
    """A chain from each package on the way."""
    parts = path.split(".")
    for at in range(1, len(parts) - 1):
        parent, child, rest = ".".join(parts[:at]), parts[at], ".".join(parts[at:])
        yield f"from {parent} import {child}\n\nprint({rest})\n"
        yield f"from {parent} import {child} as it\n\nprint(it.{'.'.join(parts[at + 1 :])}())\n"


def by_submodule(path: str) -> Iterator[str]:
    home = path.rpartition(".")[0]
    yield f"import {home}\n\nprint({path})\n"
    yield f"import {home} as it\n\nprint(it.{path.rpartition('.')[2]})\n"


def by_module_object(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f'import prefect\n\nprint(getattr({home}, "{name}"))\n'
    yield f"import prefect\n\nit = {home}\nprint(it.{name})\n"


def by_function(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f"def lazy():\n    from {home} import {name}\n\n    return {name}\n"
    yield f"class Lazy:\n    import {home} as it\n\n    made = it.{name}\n"


def by_star(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f"from {home} import *\n\nprint({name})\n"


def by_block(path: str) -> Iterator[str]:
    """Imported and used where a statement holds others."""
    home, _, name = path.rpartition(".")
    both = f"from {home} import {name}\n    print({name})\n"
    yield f"try:\n    {both}finally:\n    print()\n"
    yield f"try:\n    print()\nexcept ValueError:\n    {both}"
    yield f"import sys\n\nif sys.argv:\n    {both}else:\n    print()\n"
    yield f"with open('x') as file:\n    {both}"
    yield f"for number in range(3):\n    {both}"
    yield f"if True: from {home} import {name}; print({name})\n"


def by_nested_scope(path: str) -> Iterator[str]:
    """Imported by the module, used by what runs later, and the other way round."""
    home, _, name = path.rpartition(".")
    yield f"from {home} import {name}\n\n\nclass Mine:\n    made = {name}\n"
    yield f"from {home} import {name}\n\n\nclass Mine({name}):\n    pass\n"
    yield f"from {home} import {name}\n\nmake = lambda: {name}\n"
    yield f"from {home} import {name}\n\n\ndef use(it: {name} = None) -> {name}:\n    return it\n"
    yield f"from {home} import {name}\n\nall = [{name} for _ in range(3)]\n"
    yield (
        f"def load():\n    global {name}\n    from {home} import {name}\n\n\n"
        f"def use():\n    return {name}\n"
    )
    yield (
        f"def outer():\n    from {home} import {name}\n\n    def inner():\n"
        f"        return {name}\n\n    return inner\n"
    )


def by_import_module(path: str) -> Iterator[str]:
    home, _, name = path.rpartition(".")
    yield f'import importlib\n\nprint(importlib.import_module("{home}").{name})\n'
    yield f'import importlib\n\nit = importlib.import_module("{home}")\nprint(it.{name})\n'
    yield f'it = __import__("{home}", fromlist=["{name}"])\nprint(it.{name})\n'


def by_getattr(path: str) -> Iterator[str]:
    """An attribute of a package, named by a string."""
    parts = path.split(".")
    for at in range(1, len(parts) - 1):
        parent, child, rest = ".".join(parts[:at]), parts[at], ".".join(parts[at + 1 :])
        yield f'import prefect\n\nprint(getattr({parent}, "{child}").{rest})\n'
        yield f'import prefect\n\nit = getattr({parent}, "{child}", None)\nprint(it.{rest})\n'


def by_string(path: str) -> Iterator[str]:
    yield f'from unittest import mock\n\nmock.patch("{path}")\n'


WAYS = [
    *(by_from, by_from_and_call, by_alias, by_public_alias, by_chain, by_parent, by_submodule),
    *(by_module_object, by_function, by_string, by_star, by_block, by_nested_scope),
    *(by_import_module, by_getattr),
]


def leftovers(text: str) -> list[str]:
    """The old paths that the code still reaches."""
    tree = Tree(text)
    names = Names(tree, has_name)
    found = [names.qualified(node) for node in (*names.attributes, *names.uses)]
    for statement in names.imports:
        if isinstance(statement, cst.Import):
            found += [dotted_name(alias.name) for alias in statement.names]
        elif not isinstance(statement.names, cst.ImportStar):
            home = import_target(statement)
            found += [f"{home}.{dotted_name(alias.name)}" for alias in statement.names]
    found += [str(node.evaluated_value) for node in names.strings]
    for call in names.calls:
        if isinstance(call.func, cst.Name) and call.func.value == "getattr":
            found.append(
                f"{names.qualified(call.args[0].value)}.{string_value(call.args[1].value)}"
            )
    return [path for path in found if path.startswith("prefect.") and fails(path)]


def fails(path: str) -> bool:
    """Whether 1.x lacks ``path``: a name that is only deprecated may stay."""
    row = known_names().get(path)
    if row is not None and row.kind != "attribute" and row.kind != "module":
        return bool(row.removed)
    known = known_part(path)
    if known is not None:
        return False
    return is_old(path)


def reported(found: Rewritten) -> bool:
    return any(d.level is not Level.NOTE for d in found.diagnostics)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_rewritten_whole_or_reported(way: Callable[[str], Iterator[str]]) -> None:
    silent = []
    for path in old_names():
        for text in way(path):
            found = rewrite(text, "python", Options())
            if not reported(found) and (left := leftovers(found.text)):
                silent.append((text, found.text, left))
    assert not silent, f"{len(silent)}: {silent[:3]}"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_second_run_adds_nothing(way: Callable[[str], Iterator[str]]) -> None:
    more = []
    for path in old_names():
        for text in way(path):
            found = rewrite(text, "python", Options())
            again = rewrite(found.text, "python", Options())
            said = {(d.rule, d.level) for d in found.diagnostics}
            new = [d for d in again.diagnostics if (d.rule, d.level) not in said]
            if again.changes or new:
                more.append((text, found.text, again.text, new))
    assert not more, f"{len(more)}: {more[:3]}"


def test_a_target_that_has_them_is_left_alone() -> None:
    text = "from prefect.environments import execution\n\nprint(execution)\n"
    found = rewrite(text, "python", Options(target=Release(0, 15)))
    assert found.text == text
    assert not found.diagnostics
