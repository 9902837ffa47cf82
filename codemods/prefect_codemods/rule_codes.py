"""Which rules there are, and where, without importing them: that takes a third of a second.

A configuration that names rules is read in every run, also in those with nothing to do. Codes and
names stand as literals in the calls of ``rule(``, and are read from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources

from prefect_codemods.rule import Rule, registered_rules

_CALL = re.compile(r"""\brule\(\s*["'](PM\d{3,4})["'],\s*["']([\w.-]+)["']""")


@dataclass(frozen=True, slots=True)
class DeclaredRule:
    """A rule as its module declares it."""

    code: str
    name: str
    module: str


@cache
def declared_rules(package: str, *, below: bool = True) -> tuple[DeclaredRule, ...]:
    """The rules that the modules of a package declare, and of those ``below`` it."""
    found: list[DeclaredRule] = []
    for entry in resources.files(package).iterdir():
        name = f"{package}.{entry.name.removesuffix('.py')}"
        if entry.name.endswith(".py"):
            calls = _CALL.findall(entry.read_text(encoding="utf-8"))
            found += (
                DeclaredRule(code, title, name.removesuffix(".__init__")) for code, title in calls
            )
        elif below and entry.joinpath("__init__.py").is_file():
            found += declared_rules(name)
    return tuple(found)


def load_rules(declared: Iterable[DeclaredRule]) -> dict[str, Rule]:
    """The rules themselves by code; their modules are imported."""
    found = sorted(declared, key=lambda one: one.code)
    for one in found:
        import_module(one.module)
    registered = registered_rules()
    return {one.code: registered[one.code] for one in found}
