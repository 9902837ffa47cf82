"""Options and configuration in, settings out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_codemods.option_table import CODEMOD_OPTIONS
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_migrate import cli, config
from prefect_migrate.cli import parse
from prefect_migrate.command_help import SECTIONS
from prefect_migrate.fleet.fleet_request import FleetRequest
from prefect_migrate.option_parser import UsageError, parse_words
from prefect_migrate.option_table import FLEET_OPTIONS, OPTIONS, fleet_flags, run_flags
from prefect_migrate.request import Request
from prefect_migrate.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps this project's own pyproject.toml out of sight."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    with pytest.raises(SystemExit) as end:
        parse(args)
    assert end.value.code == 2
    captured = capsys.readouterr()
    assert not captured.out
    return captured.err


def test_defaults() -> None:
    request = parse(["flow.py"])
    assert request.settings == Settings()
    assert request.paths == ("flow.py",)
    assert request.writes
    assert request.verbosity == 0


def test_every_flag() -> None:
    request = parse(
        [
            "a.py",
            "b.py",
            "--diff",
            "--check",
            "--agent",
            "kubernetes",
            "--one-sided",
            "drop-older",
            "--prefer",
            "ours",
            "--from",
            "0.13.19",
            "--target",
            "0.15",
            "--select",
            "PM1,PM20",
            "--select",
            "PM301",
            "--ignore",
            "PM101",
            "--unsafe-fixes",
            "--tolerant",
            "--todo",
            "-v",
            "--color",
            "always",
        ]
    )
    options = Options(
        "kubernetes",
        Release(0, 13, 19),
        Release(0, 15),
        ("PM1", "PM20", "PM301"),
        ("PM101",),
        unsafe_fixes=True,
    )
    assert request.settings == Settings(options, "drop-older", "ours", todo=True, tolerant=True)
    assert (request.diff, request.check, request.writes) == (True, True, False)
    assert (request.verbosity, request.color) == (1, "always")


def test_advice_names_options_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    """A message that says ``pass --this`` must not send a person to an option that isn't there."""
    for word in ([], *([word] for word in cli.COMMANDS)):
        cli.run([*word, "--help"])
    known = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    root = Path(cli.__file__).parents[2]
    said = {
        (option, path.name)
        for path in [*root.glob("migrate/**/*.py"), *root.glob("codemods/**/*.py")]
        for option in re.findall(r"(?:pass|agent:) (--[a-z][a-z-]+)", path.read_text("utf-8"))
    }
    assert said
    assert {option for option, _ in said} <= known, said


def test_all_stands_for_every_rule() -> None:
    assert parse(["a.py", "--select", "ALL"]).settings.codemods.enabled("PM999")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "name a file"),
        (["a.py", "-q", "-v"], "exclude each other"),
        (["-", "a.py"], "- is standard input"),
        (["a.py", ""], "a path is empty"),
        (["a.py", "--from", "old"], "write 0.13, 0.13.19 or 1.x"),
        (["a.py", "--from", "1.0"], "no migration from Prefect 1.0"),
        (["a.py", "--target", "0.13"], "the targets are 0.14, 0.15, 1.x"),
        (["a.py", "--select", "F401"], "`F401` is not a rule code"),
        (["a.py", "--agent", "cloud"], "kubernetes"),
        (["a.py", "--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], args: list[str], words: str) -> None:
    assert words in refused(capsys, *args)


def table(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(f"[tool.prefect-migrate]\n{text}\n")
    return path


def test_every_key(elsewhere: Path) -> None:
    table(
        elsewhere,
        'agent = "docker"\nfrom = "0.12"\ntarget = "0.14"\nselect = ["PM1"]\nignore = ["PM10"]\n'
        'unsafe-fixes = true\none-sided = "drop-older"\nprefer = "none"\ntodo = true\n'
        'include = ["flows/"]\nexclude = ["x"]\nextend-exclude = ["y"]\n'
        '[tool.prefect-migrate.merge-keys]\n"Kind.spec.items" = ["name"]',
    )
    request = parse(["a.py"])
    options = Options(
        "docker", Release(0, 12), Release(0, 14), ("PM1",), ("PM10",), unsafe_fixes=True
    )
    assert request.settings == Settings(
        options, "drop-older", "none", todo=True, merge_keys={"Kind.spec.items": ("name",)}
    )
    assert request.files == config.Files(elsewhere, ("flows/",), ("x",), ("y",))


def test_flags_win(elsewhere: Path) -> None:
    table(elsewhere, 'agent = "docker"\nunsafe-fixes = true\nprefer = "none"')
    settings = parse(["a.py", "--agent", "ecs", "--no-unsafe-fixes"]).settings
    assert settings.codemods.agent == "ecs"
    assert not settings.codemods.unsafe_fixes
    assert settings.prefer == "none"


def test_the_nearest_table_above_all_paths_counts(elsewhere: Path) -> None:
    table(elsewhere, 'agent = "docker"')
    for name in ("one", "two"):
        (elsewhere / name / "deep").mkdir(parents=True)
        (elsewhere / name / "deep" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    table(elsewhere / "one", 'agent = "ecs"')
    assert parse(["one/deep/a.py"]).settings.codemods.agent == "ecs"
    assert parse(["one/deep"]).settings.codemods.agent == "ecs"
    assert parse(["one/deep/a.py", "two/a.py"]).settings.codemods.agent == "docker"
    assert parse(["-", "--stdin-filename", "one/a.py"]).settings.codemods.agent == "ecs"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('agents = "docker"', "unknown key `agents`; did you mean `agent`?"),
        ('agent = "cloud"', "agent: `cloud` is not one of kubernetes"),
        ('select = "PM1"', "select: it must be a list of strings"),
        ('todo = "yes"', "todo: 'yes' is neither true nor false"),
        ("from = 0.13", "from: it must be a string"),
        ("merge-keys = 1", "merge-keys: it must be a table"),
        ("= 1", "not valid TOML"),
        (".".join("a" * 101) + " = 1", "not readable as TOML: a key of more than 100 parts"),
    ],
)
def test_a_wrong_table_is_one_clear_line(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    path = table(elsewhere, text)
    said = refused(capsys, "a.py")
    assert words in said
    assert str(path) in said
    assert said.count("\n") == 1


def test_a_table_is_read_without_what_edits_toml(elsewhere: Path) -> None:
    table(elsewhere, 'agent = "docker"')
    code = """
import sys
from prefect_migrate.cli import parse
print(parse(["a.py"]).settings.codemods.agent)
print([name for name in sys.modules if name.startswith("prefect_codemods.shell")])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "docker\n[]\n"


def test_each_option_sets_a_field_that_there_is() -> None:
    owners: dict[str, type] = {
        "options": Options,
        "settings": Settings,
        "files": config.Files,
        "request": Request,
        "fleet": FleetRequest,
    }
    for spec in (*OPTIONS, *FLEET_OPTIONS):
        fields = owners[spec.owner].__dataclass_fields__
        assert spec.sets in fields, spec.name
        default = fields[spec.sets].default
        if spec.choices and default not in (None, "auto"):
            assert spec.default == default, spec.name
        assert spec.section or spec.key, spec.name
    assert {spec.section for spec in run_flags()} == set(SECTIONS)


def test_the_runner_and_the_fleet_take_the_same_options() -> None:
    assert {spec.name for spec in run_flags()} <= {spec.name for spec in fleet_flags()}
    names = set(Options.__dataclass_fields__) - {"rejected", "migration", "imported_by"}
    assert {spec.sets for spec in CODEMOD_OPTIONS} == names


WORDS = st.sampled_from(
    [*(flag for spec in run_flags() for flag in spec.flags), "-", "--", "", "-j2", "a.py", "x=1"]
)


@given(st.lists(WORDS, max_size=5))
def test_words_are_read_or_refused_in_one_line(words: list[str]) -> None:
    try:
        read = parse_words(words, run_flags())
    except UsageError as error:
        assert "\n" not in str(error)
    else:
        assert set(read.names) <= set(words)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["a.py", "--diff", "b.py"], ("a.py", "b.py")),
        (["--diff", "--", "--check"], ("--check",)),
        (["a.py", "--", "-q", "--"], ("a.py", "-q", "--")),
        (["-qj3", "-"], ("-",)),
        (["--html", "x", "y"], ("y",)),
    ],
)
def test_names_stand_anywhere(words: list[str], names: tuple[str, ...]) -> None:
    assert parse_words(words, run_flags()).names == names


def test_the_last_of_two_contraries_counts() -> None:
    assert not parse(["a.py", "--cache", "--no-cache"]).cache
    assert parse(["a.py", "--no-cache", "--cache"]).cache
