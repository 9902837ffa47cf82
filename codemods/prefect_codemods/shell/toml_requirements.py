"""Requirements in TOML: lists of strings, and tables of Poetry, Pipenv, PDM, uv and Pixi."""

from __future__ import annotations

from typing import Any

from prefect_codemods.findings import Level
from prefect_codemods.shell.rules import RequirementFinding, shell_rules
from prefect_codemods.shell.toml_places import Path, key_places, leaf_values, place_of
from prefect_codemods.text_edits import Report

_LISTS = ("depend", "require", "packages", "source", "constraint", "matrix")
"""Parts of the names of tables and lists that hold requirements."""
_REVISIONS = frozenset({"tag", "rev", "ref", "branch"})
_PINS = _REVISIONS | {"version"}


def read_toml_requirements(report: Report, document: dict[str, Any]) -> None:
    """Report the requirements of a document on releases that migrated code doesn't run on."""
    places = key_places(report.text)
    behind: dict[Path, int] = {}
    leaves = list(leaf_values(document))
    sources = {path[:-1]: value for path, value in leaves if path[-1:] == ("git",)}
    for path, value in leaves:
        if not isinstance(value, str):
            continue
        package = _package_at(report, path)
        place = place_of(path, places)
        # Of the items of a list each one stands behind the one before.
        literal = report.text.find(value, max(place, behind.get(path, 0)))
        behind[path] = literal + len(value)
        if package:
            line = report.line_at(place)
            shown = line if value in line else f'{package} = "{value}"'
            found = shell_rules(report.options).judge_constraint(
                package, shown, value, report.options
            )
            _tell_requirement(report, found, place, True)
        elif path[:-1] in sources and path[-1] in _REVISIONS:
            address = f"{sources[path[:-1]]}@{value}"
            found = shell_rules(report.options).judge_requirement(address, report.options)
            _tell_requirement(report, found, place, False)
        elif (found := shell_rules(report.options).judge_requirement(value, report.options)) and (
            literal >= 0
        ):
            quote = 1 if report.text[literal - 1 : literal] in "\"'" else 0
            _tell_requirement(report, found, literal - quote, _holds_requirements(path))
        elif path[-1] in shell_rules(report.options).packages and literal >= 0:
            # A key of another table only goes by the package's name.
            report.leave(place, literal + len(value))


def _package_at(report: Report, path: Path) -> str:
    """The package whose constraint stands at ``path``, ``""`` for none."""
    for package in shell_rules(report.options).packages:
        at = path.index(package) if package in path else 0
        if _holds_requirements(path[:at]):
            return package if set(path[at + 1 :]) <= _PINS else ""
    return ""


def _holds_requirements(path: Path) -> bool:
    return any(part in key for key in path for part in _LISTS)


def _tell_requirement(
    report: Report, found: RequirementFinding | None, at: int, notes: bool
) -> None:
    if found is not None and (notes or found.level is not Level.NOTE):
        report.tell(found.rule, at, found.message, level=found.level)
