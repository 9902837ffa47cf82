"""A check of the release is passed over only where every release of the target passes it."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.release import Release

STOPS, MAY, PASSES = Level.ERROR, Level.MANUAL, None


@pytest.mark.parametrize(
    ("target", "test", "level"),
    [
        ("1.x", '< "1.0"', STOPS),
        ("1.x", '< "1.3"', MAY),
        ("1.x", '< "2"', PASSES),
        ("1.0", '<= "0.15"', STOPS),
        ("1.x", '<= "1.0"', MAY),
        ("1.x", '> "0.15"', PASSES),
        ("1.x", '> "1.2"', MAY),
        ("1.x", '> "2.0"', STOPS),
        ("1.x", '>= "1.0"', PASSES),
        ("1.x", '>= "1.2"', MAY),
        ("1.1", '>= "1.2"', STOPS),
        ("1.x", '== "0.13.19"', STOPS),
        ("1.x", '== "1.2.4"', MAY),
        ("1.2.4", '== "1.2.4"', PASSES),
        ("1.x", '!= "0.13.19"', PASSES),
        ("1.x", '!= "1.2.4"', MAY),
        ("1.x", '.startswith("1.")', PASSES),
        ("1.x", '.startswith("1.2")', MAY),
        ("1.x", '.startswith("0.")', STOPS),
    ],
)
def test_checks(target: str, test: str, level: Level | None) -> None:
    version = f"prefect.__version__{'' if test.startswith('.') else ' '}{test}"
    options = Options(target=Release.parse(target))
    for check in (f"assert {version}\n", f"if not ({version}):\n    raise SystemExit\n"):
        done = rewrite(f"import prefect\n\n{check}", "python", options)
        found = [d.level for d in done.diagnostics if d.rule == "PM291"]
        assert found == ([] if level is None else [level]), check
