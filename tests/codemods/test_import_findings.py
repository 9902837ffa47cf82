"""Findings of one import statement become one, and only statements with findings are printed."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.options import Options
from prefect_codemods.python.printing import Printing


def test_statements_without_findings_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[int] = []
    make = Printing._printed

    def note(self: Printing, index: int) -> object:
        printed.append(index)
        return make(self, index)

    monkeypatch.setattr(Printing, "_printed", note)
    text = (
        "from prefect.engine.executors import DaskExecutor, LocalExecutor\n\n"
        "VALUE = 1\n\n\n"
        "def one():\n    import os\n\n    return os\n\n\n"
        "def two():\n    import sys\n\n    return sys\n"
    )
    done = rewrite(text, "python", Options())
    assert [c.message for c in done.changes] == [
        "`DaskExecutor` and `LocalExecutor` moved from `prefect.engine.executors` to "
        "`prefect.executors`"
    ]
    assert set(printed) == {0}


def test_two_statements_on_a_line_have_findings_of_their_own() -> None:
    one = "from prefect.engine.executors import DaskExecutor"
    other = "from prefect.engine.executors import LocalExecutor"
    done = rewrite(f"{one}; {other}\n", "python", Options())
    assert [(c.line, c.column) for c in done.changes] == [(1, 38), (1, 89)]


def test_a_fix_in_an_import_over_several_lines_is_rejected_as_one() -> None:
    text = (
        "from prefect.environments.storage import (\n    Docker,\n    S3,\n)\n\n"
        'storages = Docker(registry_url="r"), S3("b")\n'
    )
    (change,) = rewrite(text, "python", Options()).changes
    left = rewrite(text, "python", Options(rejected=frozenset({change.id})))
    assert (left.text, left.changes) == (text, ())
