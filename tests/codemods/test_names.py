"""Every row of the table of names does what its action says."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.to_1.catalogue.names import SCHEDULES, Name, known_names

MAKERS = {
    "prefect.core.flow.Flow": "from prefect import Flow\n\nit = Flow('f')\n",
    "prefect.client.client.Client": "from prefect import Client\n\nit = Client()\n",
    "prefect.storage.base.Storage": "from prefect.storage import Local\n\nit = Local()\n",
    "prefect.environments.storage.base.Storage": "from prefect.storage import Local\n\nit = Local()\n",
    "prefect.executors.base.Executor": "from prefect.executors import LocalExecutor\n\nit = LocalExecutor()\n",
    "prefect.engine.result.base.Result": "from prefect.engine.result import Result\n\nit = Result()\n",
}
OTHER_ARGUMENTS = {"FargateAgent", "timeout_handler", "write_run_log", "save_api_token"}


def rows(*actions: str) -> list[Name]:
    return [row for row in known_names().values() if row.action in actions]


def example(row: Name) -> str:
    home, _, name = row.old.rpartition(".")
    if row.kind == "attribute":
        return f"{MAKERS[home]}it.{name}(1)\n"
    if row.kind == "module":
        return f"import {row.old} as it\n\nprint(it)\n"
    argument = "bucket" if row.action == "rewrite+kwargs" else ""
    if name == "GitHub":
        return f"from {home} import GitHub\n\nvalue = GitHub('us/flows', path='etl.py')\n"
    call = f'("{argument}")' if argument and "JSON" not in name else "()"
    return f"from {home} import {name}\n\nvalue = {name}{call}\n"


@pytest.mark.parametrize("row", rows("rewrite", "rewrite+kwargs"), ids=lambda r: r.old)
def test_a_moved_name_moves_or_says_why_not(row: Name) -> None:
    name = row.old.rpartition(".")[2]
    if row.old == "prefect.core.flow.Flow.result_handler":
        before = (
            "from prefect import Flow\nfrom prefect.engine.results import LocalResult\n\n"
            "it = Flow('f')\nit.result_handler = LocalResult()\n"
        )
    else:
        before = example(row)
    done = rewrite(before, "python", Options())
    if name in OTHER_ARGUMENTS:
        assert done.text == before
        assert any(d.level is Level.ERROR for d in done.diagnostics)
        return
    assert done.changes
    new_home, _, new_name = row.new.rpartition(".")
    if row.kind == "attribute":
        assert f"it.{new_name}" in done.text
        assert f"it.{name}" not in done.text
    elif row.kind == "module":
        assert f"import {row.new} as it" in done.text
    else:
        assert f"from {new_home} import {new_name}" in done.text
    assert rewrite(done.text, "python", Options()).text == done.text


@pytest.mark.parametrize("row", rows("diagnose"), ids=lambda r: r.old)
def test_a_name_that_went_is_reported(row: Name) -> None:
    if row.old == "prefect.core.flow.Flow.environment":
        before = f"{MAKERS['prefect.core.flow.Flow']}print(it.environment)\n"
    else:
        before = example(row)
    done = rewrite(before, "python", Options())
    name = row.old.rpartition(".")[2]
    if name in SCHEDULES:
        assert any(d.level is Level.ERROR for d in done.diagnostics)
        return
    assert any(d.line >= 1 and d.level is not Level.NOTE for d in done.diagnostics), done
    assert done.text == before or row.old == "prefect.environments"


@pytest.mark.parametrize("row", rows("structural"), ids=lambda r: r.old)
def test_an_environment_is_translated_or_reported(row: Name) -> None:
    home, _, name = row.old.rpartition(".")
    before = (
        f"from prefect import Flow\nfrom {home} import {name}\n\n"
        f"flow = Flow('f')\nflow.environment = {name}()\n"
    )
    done = rewrite(before, "python", Options())
    assert done.changes or any(d.level is Level.ERROR for d in done.diagnostics)
    if not done.changes:
        assert done.text == before


@pytest.mark.parametrize("row", rows("ignore"), ids=lambda r: r.old)
def test_internal_names_are_left_alone(row: Name) -> None:
    before = f"import {row.old.rpartition('.')[0]} as it\n"
    assert rewrite(before, "python", Options()).text == before or row.old.startswith(
        ("prefect.environments", "prefect.tasks.google")
    )
