"""The picture of the house is that of the house."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
(HOUSE,) = re.findall(r"^```\n(codemods/prefect_codemods/ .*?)^```", PAGE, re.M | re.S)


def rooms() -> dict[str, set[str]]:
    """Each top folder of the picture and the names in it."""
    found: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in HOUSE.splitlines():
        if not line.startswith(" "):
            names = found.setdefault(line.split()[0].rstrip("/"), set())
        elif line.startswith("  ") and line[2] != " ":
            names |= {w.rstrip("/") for w in line.split() if re.fullmatch(r"\w+(\.py|/)", w)}
    return found


def test_what_it_shows_is_there() -> None:
    for folder, names in rooms().items():
        for name in {"", *names}:
            assert (ROOT / folder / name).exists(), (folder, name)


def test_every_room_of_the_tool_is_shown() -> None:
    folder = ROOT / "migrate" / "prefect_migrate"
    there = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    there |= {path.parent.name for path in folder.glob("*/__init__.py")}
    shown = rooms()["migrate/prefect_migrate"]
    assert there == shown, "draw the new room in CONTRIBUTING.md, 'The house'"


def test_the_commands_are_those_of_continuous_integration() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("ruff check .", "ruff format --check .", "mypy", "lint-imports", "pytest"):
        assert command in script
