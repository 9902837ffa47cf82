"""The hooks for pre-commit call commands that there are."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from prefect_migrate.cli import parse

ROOT = Path(__file__).resolve().parents[2]
HOOKS = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hook(hook: dict[str, str]) -> None:
    program, *options = shlex.split(hook["entry"])
    assert program == "prefect-migrate"
    request = parse([*options, "flow.py"])
    assert request.writes == (hook["id"] == "prefect-migrate")
    assert request.verbosity == -1
