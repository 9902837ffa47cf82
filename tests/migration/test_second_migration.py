"""A second migration, which stands in the tests, runs through the whole tool: alone and in a chain."""

from __future__ import annotations

import ast
import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from to_9.migration import MIGRATION

from prefect_codemods import api
from prefect_codemods.migration import Migration, default_migration
from prefect_codemods.options import Options
from prefect_codemods.python.code_prefilter import python_concerns
from prefect_codemods.registry import known_rules
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, Rule
from prefect_migrate.bulk.run import Run, RunOptions
from prefect_migrate.model import Grade, Source
from prefect_migrate.pipeline import migrate_source
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.json import Json
from prefect_migrate.reports.rulebook import page
from prefect_migrate.settings import Settings

ALONE = Settings(Options(migration=MIGRATION))
CHAIN = default_migration().then(MIGRATION)
BOTH = Settings(Options(agent="kubernetes", migration=CHAIN))

FLOW_0 = """\
# the old form
from prefect import Flow
from prefect.environments import LocalEnvironment

with Flow("f", environment=LocalEnvironment(metadata={"image": "i"})) as flow:
    pass
"""
FLOW_1 = FLOW_0.replace("environments import LocalEnvironment", "run_configs import KubernetesRun")
FLOW_1 = FLOW_1.replace(
    'environment=LocalEnvironment(metadata={"image": "i"})', 'run_config=KubernetesRun(image="i")'
)
FLOW_9 = FLOW_1.replace("run_configs import KubernetesRun", "pods import Pod")
FLOW_9 = FLOW_9.replace("KubernetesRun(", "Pod(")


def own() -> list[Rule]:
    return [rule for rule in known_rules(MIGRATION).values() if len(rule.code) == 6]


@pytest.mark.parametrize("rule", own(), ids=lambda rule: rule.code)
def test_examples_and_pages(rule: Rule) -> None:
    done = api.rewrite(rule.before, rule.language, Options(migration=MIGRATION))
    if rule.kind is Kind.MANUAL:
        assert rule.code in {d.rule for d in done.diagnostics}
    else:
        assert done.text == rule.after
        assert {c.rule for c in done.changes} == {rule.code}
    assert rule.code in page(rule)
    assert api.rewrite(rule.before, rule.language, Options()).text == rule.before


ALONE_IN_PROCESS = """
import sys
sys.modules["prefect_codemods.to_1"] = None  # whoever imports it fails
from to_9.migration import MIGRATION
from prefect_codemods.api import rewrite
from prefect_codemods.options import Options
from prefect_codemods.registry import known_rules
from prefect_migrate.settings import Settings
from prefect_migrate.single import migrate_bytes

options = Options(migration=MIGRATION)
for rule in known_rules(MIGRATION).values():
    if len(rule.code) == 6:
        done = rewrite(rule.before, rule.language, options)
        assert done.text == (rule.after or rule.before), rule.code
old = "from prefect.run_configs import KubernetesRun\\n\\nconfig = KubernetesRun()\\n"
new = "from prefect.pods import Pod\\n\\nconfig = Pod()\\n"
text = f"<<<<<<< ours\\n{new}=======\\n{old}>>>>>>> theirs\\n"
outcome = migrate_bytes(text.encode(), "flow.py", Settings(options))
assert outcome.text == new, outcome.refusal
"""


def test_engines_and_merge_run_where_no_other_migration_is() -> None:
    subprocess.run([sys.executable, "-c", ALONE_IN_PROCESS], check=True, env=_environment())


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_it_has_rules_of_its_own_only() -> None:
    assert {rule.code for rule in own()} == {"PM9001", "PM9301", "PM9350", "PM9401"}
    assert not [code for code in known_rules(MIGRATION) if code.startswith(("PM1", "PM3", "PM4"))]


def test_prefilters_are_its_own() -> None:
    assert python_concerns(ast.parse(FLOW_1), FLOW_1, MIGRATION)
    assert not python_concerns(ast.parse("from prefect import Flow\n"), "", MIGRATION)
    assert python_concerns(ast.parse("import prefect.pods\n"), "", MIGRATION)


def test_a_chain_goes_all_the_way() -> None:
    outcome = migrate_source(Source("flow.py", FLOW_0), BOTH)
    assert outcome.text == FLOW_9
    places = {(c.rule, c.line) for c in outcome.changes}
    assert {("PM101", 5), ("PM9001", 3), ("PM9001", 5)} <= places
    assert migrate_source(Source("flow.py", outcome.text), BOTH).text == outcome.text


def test_a_chain_stops_at_its_target() -> None:
    settings = replace(BOTH, codemods=replace(BOTH.codemods, target=Release(1, 4)))
    assert migrate_source(Source("flow.py", FLOW_0), settings).text == FLOW_1


def test_a_chain_over_shell_yaml_and_a_page() -> None:
    assert migrate_source(Source("run.sh", "prefect agent start kubernetes\n"), BOTH).text == (
        "prefect pod start\n"
    )
    compose = "kind: PrefectJob\ncommand: prefect agent start kubernetes\n"
    assert migrate_source(Source("job.yaml", compose), BOTH).text == (
        "kind: PrefectPod\ncommand: prefect pod start\n"
    )
    fence = "# A page\n\n```python\n{}```\n"
    assert migrate_source(Source("page.md", fence.format(FLOW_0)), BOTH).text == fence.format(
        FLOW_9
    )


def test_an_ignore_comment_for_either_is_used() -> None:
    text = FLOW_0.replace("as flow:", "as flow:  # prefect-migrate: ignore[PM9001]")
    outcome = migrate_source(Source("flow.py", text), BOTH)
    assert "run_config=KubernetesRun(" in outcome.text
    assert "PM901" not in {d.rule for d in outcome.diagnostics}
    idle = "import prefect\n\nx = prefect.context  # prefect-migrate: ignore[PM9001]\n"
    told = migrate_source(Source("flow.py", idle), BOTH).diagnostics
    assert [(d.rule, d.line) for d in told] == [("PM901", 3)]


def test_merging_asks_its_signs_and_its_equivalence() -> None:
    older = FLOW_1.replace("# the old form\n", "import os\nimport sys\n")
    newer = FLOW_9.replace("# the old form\n", "import sys\nimport os\n")
    text = f"<<<<<<< HEAD\n{older}=======\n{newer}>>>>>>> 9\n"
    outcome = migrate_source(Source("flow.py", text), ALONE)
    assert outcome.text == newer
    assert outcome.direction is not None and outcome.direction.newer == "theirs"
    assert Grade.EQUIVALENT in {d.grade for d in outcome.decisions}
    # The default migration knows no pods: it takes neither side for the newer one.
    other = migrate_source(Source("flow.py", text), Settings())
    assert other.direction is None or other.direction.newer is None


@pytest.mark.parametrize("settings", [ALONE, BOTH], ids=["alone", "chain"])
def test_in_bulk(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("flow.py", FLOW_1), ("run.sh", "prefect agent kubernetes start\n")):
        Path(name).write_text(text)
    Path("other.py").write_text("print('prefect')\n")
    report, tally = Json(), Tally()
    for outcome in Run(["."], settings, run_options=RunOptions(jobs=2, cache=False), writes=True):
        report.outcome(outcome)
        tally = tally.plus(outcome)
    assert Path("flow.py").read_text() == FLOW_9
    assert Path("run.sh").read_text() == "prefect pod start\n"
    told = json.loads(report.end(tally))
    assert "PM9001" in json.dumps(told)


@pytest.mark.parametrize("migration", [MIGRATION, CHAIN], ids=["alone", "chain"])
def test_a_migration_goes_to_another_process(migration: Migration) -> None:
    again = pickle.loads(pickle.dumps(Options(migration=migration)))
    assert api.rewrite(FLOW_1, "python", again).text == FLOW_9


def test_nothing_of_the_other_migration_is_imported() -> None:
    code = (
        "import sys\n"
        "from to_9.migration import MIGRATION\n"
        "from prefect_codemods import api\n"
        "from prefect_codemods.options import Options\n"
        "for text, language in (('import prefect.run_configs as r\\n', 'python'),"
        " ('prefect agent kubernetes start\\n', 'shell'), ('kind: PrefectJob\\n', 'yaml')):\n"
        "    api.rewrite(text, language, Options(migration=MIGRATION))\n"
        "assert not [name for name in sys.modules if name.startswith('prefect_codemods.to_')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
