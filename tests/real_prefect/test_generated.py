"""Flows put together at random: what differs is what the accounts name, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from . import grammar, releases
from .bench import Bench, differences
from .test_proof import Case, Diagnostic, migrate

pytestmark = pytest.mark.real_prefect

JOB = releases.HERE / "flows" / "kubernetes_job" / "job_spec.yaml"
# What may differ, and the words with which the account has to say so.
NAMED = {
    "executor of flow.run()": "flow.run()",
    "agent": " agent takes the flow",
    "labels": "-flow-storage",
    "task definition.definition.requiresCompatibilities": "requiresCompatibilities",
}


@pytest.mark.parametrize("seed", range(40))
def test_a_generated_flow_means_the_same(bench: Bench, seed: int, tmp_path: Path) -> None:
    made = grammar.flow(seed)
    for side in ("old", "new"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "old.py").write_text(made.text, "utf-8")
        shutil.copy(JOB, tmp_path / side)
    case = Case(tmp_path, args=("--agent", made.agent) if made.agent else ())
    said = migrate(case, tmp_path / "new")
    account = "\n".join(f"{s.rule}: {s.message}" for s in said)
    text = (tmp_path / "new" / "old.py").read_text("utf-8")
    before = bench.describe("0.13.19", tmp_path / "old" / "old.py", case.agent)
    after = bench.describe("1.4.1", tmp_path / "new" / "old.py", case.agent)
    assert "error" not in before, before["error"]
    if any(isinstance(s, Diagnostic) and s.level.value == "error" for s in said):
        return
    assert "error" not in after, f"{after['error']}\n{made.text}\n{text}"
    for difference in differences(before, after):
        words = [says for place, says in NAMED.items() if difference.within(place)]
        assert words, f"{difference}\n{made.text}\n{text}\n{account}"
        assert words[0] in account, f"{difference}\n{account}"
