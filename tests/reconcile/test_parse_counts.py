"""A conflicted file's sides are migrated once: no text is parsed again and again."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from prefect_codemods.python import libcst_internals
from prefect_codemods.yaml import composed
from prefect_migrate.pipeline import migrate_file
from prefect_migrate.reconcile import migrated_variant
from prefect_migrate.settings import Settings

CASES = Path(__file__).parents[1] / "cases"
CONFLICTED = [
    path for path in sorted(CASES.glob("*/*/input*")) if b"\n<<<<<<< " in b"\n" + path.read_bytes()
]


class Parses:
    """How often each text was parsed, by either parser."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by_libcst: Counter[str] = Counter()
        self.by_ast: Counter[str] = Counter()
        real_cst, real_ast = libcst_internals.parse_text, ast.parse

        def parse_text(source: str) -> Any:
            self.by_libcst[source] += 1
            return real_cst(source)

        def parse(source: str, *args: Any, **kwargs: Any) -> Any:
            made = real_ast(source, *args, **kwargs)
            self.by_ast[source] += 1  # what is no Python may be asked about again
            return made

        monkeypatch.setattr(libcst_internals, "parse_text", parse_text)
        monkeypatch.setattr(ast, "parse", parse)


@pytest.mark.parametrize(
    "path", CONFLICTED, ids=lambda p: f"{p.parent.parent.name}/{p.parent.name}"
)
def test_each_text_is_parsed_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrated_variant.migrated_code.cache_clear()
    parses = Parses(monkeypatch)
    migrate_file(path.name, Settings(), data=path.read_bytes())
    assert {text: n for text, n in parses.by_libcst.items() if n > 1} == {}
    long = {text: n for text, n in parses.by_ast.items() if n > 2 and "\n" in text.strip()}
    assert long == {}


def test_yaml_of_which_nothing_is_left_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    composed._composed_small.cache_clear()
    texts: list[str] = []
    real = YAML.compose_all

    def compose_all(self: YAML, text: str) -> Any:
        texts.append(text)
        return real(self, text)

    monkeypatch.setattr(YAML, "compose_all", compose_all)
    document = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: n{}\ndata:\n{}---\n"
    both = "<<<<<<< HEAD\n  a: x\n=======\n  a: y\n>>>>>>> side\n"
    stream = "".join(document.format(n, both) for n in range(3))
    outcome = migrate_file("all.yaml", Settings(), data=stream.encode())
    assert len(outcome.remaining) == 3
    assert max(Counter(texts).values()) == 1
    whole = [text for text in texts if text.count("kind") == 3]
    assert sorted(whole) == sorted(stream.replace(both, f"  a: {value}\n") for value in "xy")


@pytest.mark.parametrize("value", ["[" * 3000 + "]" * 3000, "[x, " * 3000 + "]" * 3000])
def test_brackets_nested_too_deep_are_refused_with_their_line(value: str) -> None:
    text = f"<<<<<<< HEAD\na: {value}\n=======\na: 1\n>>>>>>> side\n"
    (left,) = migrate_file("deep.yaml", Settings(), data=text.encode()).remaining
    assert "brackets nested more than 300 deep, line 2" in left.reason
