"""The samples that a newcomer runs first come out resolved, with every decision told."""

from __future__ import annotations

from pathlib import Path

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.model import Outcome
from prefect_migrate.settings import Settings

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
CONFLICTED = sorted(p for p in SAMPLES.rglob("*.*") if "<<<<<<< " in p.read_text("utf-8"))


def run(path: Path, **settings: str) -> Outcome:
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    return migrate_text(text, path.name, Settings(**settings))  # type: ignore[arg-type]


def sample(name: str) -> Outcome:
    outcome = run(SAMPLES / name)
    assert outcome.refusal is None
    return outcome


@pytest.mark.parametrize("path", CONFLICTED, ids=lambda p: p.stem)
def test_resolves_wholly_and_for_good(path: Path) -> None:
    outcome = run(path)
    assert outcome.refusal is None
    assert outcome.remaining == ()
    assert outcome.decisions
    assert "<<<<<<<" not in outcome.text
    assert not migrate_text(outcome.text, path.name).changed


def test_one_fence_of_three_documents_against_three_fences() -> None:
    outcome = sample("recipes/feature_store.md")
    assert outcome.text.count("```yaml") == 1
    assert outcome.text.count("kind: ") == 3
    assert "        tier: cache\n" in outcome.text
    assert "`service.yaml`" not in outcome.text


def test_the_older_side_may_come_first() -> None:
    outcome = sample("recipes/docker_import.md")
    assert outcome.direction is not None
    assert outcome.direction.newer == "theirs"
    assert [d.kind for d in outcome.decisions] == ["flow"]


def test_a_manifest_in_a_string_against_one_in_a_fence() -> None:
    outcome = sample("recipes/training_job.md")
    assert '              value: "4"\n"""\n' in outcome.text
    assert "job.yaml" not in outcome.text


def test_a_base_merges_what_both_sides_changed() -> None:
    outcome = sample("recipes/daily_report.md")
    assert {d.rule for d in outcome.decisions} == {"three-way"}
    for line in ("    - port: 80\n", "      targetPort: 8081\n", "      name: http\n"):
        assert line in outcome.text
    assert "run_config=KubernetesRun(), schedule=IntervalSchedule" in outcome.text


def test_documents_of_a_manifest_may_stand_in_another_order() -> None:
    outcome = sample("manifests/agent.yaml")
    assert outcome.text.count("kind: Role") == 1
    assert "            - name: JOB_MEM_LIMIT\n" in outcome.text
    dropped = run(SAMPLES / "manifests/agent.yaml", one_sided="drop-older")
    assert "JOB_MEM_LIMIT" not in dropped.text


def test_a_plain_flow_asks_for_the_agent() -> None:
    outcome = sample("flows/word_count.py")
    assert "from prefect.storage import GCS" in outcome.text
    assert outcome.left
