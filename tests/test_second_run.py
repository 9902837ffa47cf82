"""The first run says it all: after a run that wrote, a second one changes nothing and finds nothing.

A second run may find less, since a fix can take a finding's place away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.real_prefect import grammar
from tests.test_cases import Case, case  # noqa: F401

from prefect_codemods import registry
from prefect_codemods.api import rewrite
from prefect_codemods.findings import Diagnostic, Refusal
from prefect_codemods.options import Options

CHOICES = (
    Options(),
    Options(agent="kubernetes"),
    Options(agent="docker", unsafe_fixes=True),
    Options(agent="ecs"),
    Options(unsafe_fixes=True),
)
IMPORTS = (
    "import prefect\n",
    "import prefect; from prefect.engine import executors\n",
    "import prefect.environments.storage.docker\n",
    "import prefect.engine.executors\n",
    "from prefect import Flow, engine, environments\n",
    "from prefect.environments import LocalEnvironment, storage\n",
    "from prefect.environments.storage import Docker, S3, Local\n",
    "from prefect.environments.storage import *\n",
    "from prefect.engine.executors import DaskExecutor, LocalExecutor as Here\n",
    "from prefect.engine.result_handlers import S3ResultHandler\n",
    "from prefect.tasks.prefect import FlowRunTask\n",
    "from prefect.utilities.exceptions import TaskTimeoutError\n",
    "from prefect.schedules import OneTimeSchedule, UnionSchedule\n",
)
USES = (
    'flow = Flow("f", environment=LocalEnvironment(executor={executor}, labels=["a"]))\n',
    'flow = prefect.Flow("f", storage={storage})\nflow.register()\n',
    'flow = Flow("f")\nflow.environment = LocalEnvironment(metadata={{"image": IMAGE}})\n',
    'flow.storage = {storage}\nflow.deploy("p", labels=["x"])\n',
    "flow.run(executor={executor})\nprint(flow.environment.labels)\n",
    "if flow: flow.environment = environments.LocalEnvironment(executor={executor})\n",
    'def build():\n    flow = Flow("g", environment=prefect.environments.LocalEnvironment())\n'
    "    flow.storage = {storage}\n    return flow\n",
    'handler = S3ResultHandler("b")\nflow = Flow("f", result_handler=handler)\n',
    'FlowRunTask(flow_name="a", project_name="b")\n',
    "try:\n    pass\nexcept TaskTimeoutError:\n    raise\n",
    'flow.schedule = prefect.schedules.OneTimeSchedule("2020-01-01")\n',
)
EXECUTORS = (
    "DaskExecutor()",
    'DaskExecutor("local", local_processes=True)',
    'DaskExecutor("tcp://s:1", name="x")',
    "executors.LocalDaskExecutor()",
    "prefect.engine.executors.LocalExecutor()",
    "engine.executors.SynchronousExecutor()",
    "Here()",
)
STORAGE = (
    'Docker("registry", base_image="prefecthq/prefect:0.13.19")',
    'Docker("registry", "python:3.8", None, ["a"], "i", "t", {"PREFECT__CLOUD__AUTH_TOKEN": "x"})',
    'storage.Docker(base_image="prefecthq/prefect:all_extras-0.12.1", prefect_version="0.12.1")',
    'prefect.environments.storage.docker.Docker(env_vars={"PREFECT__LOGGING__LOG_TO_CLOUD": "1"})',
    'S3("b", secrets=["AWS"])',
    'prefect.environments.storage.GitHub("a/b", "f.py")',
    'Local("/x")',
)


def more_findings(first: Sequence[Diagnostic], second: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Those of the second run that the first one didn't tell."""
    told = Counter((d.rule, d.message) for d in first)
    more = Counter((d.rule, d.message) for d in second) - told
    return [d for d in second if more[d.rule, d.message]]


def check(text: str, language: str, options: Options) -> None:
    try:
        done = rewrite(text, language, options)
    except Refusal:
        return  # nothing was written
    again = rewrite(done.text, language, options)
    assert again.text == done.text
    assert not again.changes
    assert not more_findings(done.diagnostics, again.diagnostics), done.text


def test_case(case: Case) -> None:  # noqa: F811
    outcome = case.migrate(case.before)
    if outcome.refusal:
        pytest.skip("nothing was written")
    again = case.migrate(outcome.source.encode(outcome.text))
    assert again.text == outcome.text
    assert not again.changes
    assert not more_findings(outcome.diagnostics, again.diagnostics)


@pytest.mark.parametrize("code", sorted(registry.known_rules()))
def test_rule_example(code: str) -> None:
    rule = registry.known_rules()[code]
    for text in (rule.before, rule.after):
        for options in CHOICES:
            check(text, rule.language, options)


@given(st.integers(0, 10**9), st.booleans())
def test_generated_environment(seed: int, unsafe: bool) -> None:
    made = grammar.flow(seed)
    check(made.text, "python", Options(agent=made.agent, unsafe_fixes=unsafe))  # type: ignore[arg-type]


@given(
    st.lists(st.sampled_from(IMPORTS), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from(USES), min_size=1, max_size=4),
    st.sampled_from(EXECUTORS),
    st.sampled_from(STORAGE),
    st.sampled_from(CHOICES),
)
def test_generated_module(
    imports: list[str], uses: list[str], executor: str, storage: str, options: Options
) -> None:
    body = "".join(use.format(executor=executor, storage=storage) for use in uses)
    text = f"{''.join(imports)}\nIMAGE = 'prefecthq/prefect:0.13.19'\n{body}"
    check(text, "python", options)
