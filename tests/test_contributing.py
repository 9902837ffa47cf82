"""CONTRIBUTING.md says what is so: the layout, the layers, where things stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
(LAYOUT,) = re.findall(r"^```\n(codemods/prefect_codemods/ .*?)^```", PAGE, re.M | re.S)
NAMES = re.findall(r"`(?:[a-z_]+\.)*?([a-z_]+)\.(\w+)(?:\(\))?`", PAGE)
PLACES = re.findall(r"^\| [^|]+ \| `([^`]+)` \| `([^`]+\.py)` \|$", PAGE, re.M)


def shown() -> dict[str, set[str]]:
    """Each top folder of the layout and the names in it."""
    found: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in LAYOUT.splitlines():
        if not line.startswith(" "):
            names = found.setdefault(line.split()[0].rstrip("/"), set())
        elif line.startswith("  ") and line[2] != " ":
            names |= {w.rstrip("/") for w in line.split() if re.fullmatch(r"\w+(\.py|/)", w)}
    return found


def test_what_it_shows_is_there() -> None:
    for folder, names in shown().items():
        for name in {"", *names}:
            assert (ROOT / folder / name).exists(), (folder, name)


@pytest.mark.parametrize("package", ["migrate/prefect_migrate", "codemods/prefect_codemods"])
def test_every_module_and_package_is_shown(package: str) -> None:
    folder = ROOT / package
    there = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
    there |= {path.parent.name for path in folder.glob("*/__init__.py")}
    assert there == shown()[package], "show it in CONTRIBUTING.md, 'Layout'"


def test_its_layers_are_those_that_imports_are_held_to() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c["type"] == "layers")
    held = [re.sub(r"prefect_migrate\.|[()]", "", layer) for layer in layers]
    (drawn,) = re.findall(r"^```\n(__main__\n.*?)^```", PAGE, re.M | re.S)
    assert drawn.splitlines() == held


def test_every_module_has_a_layer_or_is_known_to_need_none() -> None:
    (drawn,) = re.findall(r"^```\n(__main__\n.*?)^```", PAGE, re.M | re.S)
    layered = set(re.findall(r"\w+", drawn))
    modules = {name.removesuffix(".py") for name in shown()["migrate/prefect_migrate"]}
    beside = {"completion", "command_help", "flow_pictures", "merging", "rule_codes"}
    assert modules - layered == beside


@pytest.mark.parametrize(("words", "path"), PLACES, ids=[words for words, _ in PLACES])
def test_one_search_finds_it(words: str, path: str) -> None:
    command = ["git", "grep", "-lF", "-e", words, "--", "migrate/*.py", "codemods/*.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = done.stdout.splitlines()
    assert path in found
    assert len(found) <= 8, "the words are no help"


def test_the_names_it_gives_are_those_of_the_modules() -> None:
    checked = set()
    for module, name in NAMES:
        files = [*ROOT.glob(f"migrate/**/{module}.py"), *ROOT.glob(f"codemods/**/{module}.py")]
        if files and name not in ("py", "toml"):
            said = re.compile(rf"^(?:def |class )?{name}\b", re.MULTILINE)
            assert any(said.search(file.read_text("utf-8")) for file in files), (module, name)
            checked.add(name)
    assert checked >= {"masked_text", "visible_text", "MODULES", "option_table"}


def test_there_are_ten_places() -> None:
    assert len(PLACES) >= 10


def test_the_commands_are_those_of_continuous_integration() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("ruff check .", "ruff format --check .", "mypy", "lint-imports", "pytest"):
        assert command in script
