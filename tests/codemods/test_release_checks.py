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


TABLE = 'NAMES = {"hook": "prefect._plugins", "VERSION": "prefect._plugins.PLUGIN_VERSION"}\n'


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        (TABLE + "if NAMES.get(name) is None:\n    raise AttributeError(name)\n", False),
        ('WORDS = ["prefect", "version"]\nif x in WORDS:\n    raise KeyError(x)\n', False),
        ('import prefect\nHELD = (prefect.__version__, "x")\nassert HELD[0] < "0.14"\n', True),
        ('HELD = [version("prefect"), 1]\nif HELD[0] > "0.14":\n    raise SystemExit\n', True),
        (
            'import prefect\nHAS = {"new": hasattr(prefect, "storage")}\n'
            'assert not HAS["new"]\nprefect.__version__\n',
            True,
        ),
    ],
)
def test_a_table_of_names_asks_nothing(code: str, asks: bool) -> None:
    text = f"from importlib.metadata import version\n{code}# version('prefect')\n"
    found = rewrite(text, "python", Options())
    assert [d.rule for d in found.diagnostics if d.rule == "PM291"] == ["PM291"] * asks
