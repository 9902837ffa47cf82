"""Help, suggestions, completion: what a person types next."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prefect_migrate.command_help import EXAMPLES
from prefect_migrate.commands import COMMANDS
from prefect_migrate.option_table import OPTIONS, read_option, run_flags
from prefect_migrate.reports.rulebook import known_rules
from prefect_migrate.rule_codes import known_codes

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]


def test_help_is_grouped_and_shows_examples(command: Command) -> None:
    long, short = command("--help"), command("-h")
    assert long.stdout == short.stdout
    said = long.stdout.decode()
    for section in ("What to do:", "Rules:", "Conflicts:", "Output:", "Examples:"):
        assert f"\n{section}\n" in said
    assert "\nMore:\n" not in said  # every option has its section
    assert all(len(line) <= 80 for line in said.splitlines() if "<" not in line)
    for word in COMMANDS:
        assert f"\n  {word}" in said


def test_every_option_is_in_the_help(command: Command) -> None:
    said, of_fleet = command("--help").stdout.decode(), command("fleet", "-h").stdout.decode()
    for spec in run_flags():
        assert spec.flag in of_fleet
        for flag in spec.flags:
            assert flag in said, flag


@pytest.mark.parametrize("word", COMMANDS)
def test_each_command_has_short_help(command: Command, word: str) -> None:
    ran = command(word, "-h")
    assert ran.returncode == 0
    assert f"Usage: prefect-migrate {word}".encode() in ran.stdout


def test_examples_are_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect_migrate import cli

    monkeypatch.chdir(tmp_path)
    for _, arguments in EXAMPLES:
        words = arguments.split()
        if words and words[0] not in COMMANDS:
            cli.parse(words)


def test_mistyped_options_and_commands_get_a_suggestion(command: Command) -> None:
    for args, words in (
        (("--dif", "x.py"), "no such option: --dif; did you mean `--diff`?"),
        (("explian", "abc"), "path not found: `explian`; did you mean the command `explain`?"),
        (("rule", "PM0901"), "did you mean `PM901`?"),
        (("--select", "PM198", "x.py"), "no rule has the code `PM198`; did you mean `PM1"),
        (("--ignore", "PM7", "x.py"), "no rule has the code `PM7`"),
    ):
        ran = command(*args)
        assert ran.returncode == 2
        assert not ran.stdout
        assert b"prefect-migrate: error: " in ran.stderr
        assert words in ran.stderr.decode()


def test_unknown_codes_in_the_configuration_are_errors(command: Command, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.prefect-migrate]\nignore = ["PM198"]\n')
    (tmp_path / "x.py").write_text("x = 1\n")
    ran = command("x.py")
    assert ran.returncode == 2
    assert b"no rule has the code `PM198`" in ran.stderr


_ALL_RULES = """
import importlib, pkgutil
import prefect_codemods, prefect_migrate
from prefect_codemods.rule import registered_rules
for package in (prefect_codemods, prefect_migrate):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(*registered_rules())
"""


def test_the_codes_are_those_of_the_rules() -> None:
    ran = subprocess.run([sys.executable, "-c", _ALL_RULES], capture_output=True, check=True)
    assert known_codes() == set(ran.stdout.decode().split()) == set(known_rules())


def test_a_prefix_lists_its_rules(command: Command) -> None:
    ran = command("rule", "PM1")
    codes = [line.split()[0] for line in ran.stdout.decode().splitlines()]
    assert codes == sorted(code for code in known_codes() if code.startswith("PM1"))


def test_quiet_check_names_the_files(command: Command, tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("from prefect.environments.storage import Docker\n")
    (tmp_path / "new.py").write_text("from prefect.storage import Docker\n")
    ran = command("-q", "--check", "old.py", "new.py")
    assert ran.returncode == 1
    assert ran.stdout == b"old.py: would change\n"


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_printed(command: Command, name: str) -> None:
    ran = command("completion", name)
    assert ran.returncode == 0
    for word in ("--output-format" if name != "fish" else "output-format", "markdown", "fleet"):
        assert word in ran.stdout.decode()


def test_bash_completes(command: Command, tmp_path: Path) -> None:
    script = tmp_path / "complete.bash"
    script.write_bytes(command("completion", "bash").stdout)

    def complete(*words: str) -> set[str]:
        line = " ".join(f"'{word}'" for word in words)
        code = (
            f"source {script}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}\n"
            "_prefect_migrate; printf '%s\\n' \"${COMPREPLY[@]}\""
        )
        ran = subprocess.run(["bash", "-c", code], capture_output=True, check=True, cwd=tmp_path)
        return set(ran.stdout.decode().split())

    assert {"rule", "rules"} <= complete("prefect-migrate", "ru")
    assert complete("prefect-migrate", "--output-f") == {"--output-format"}
    assert complete("prefect-migrate", "--agent", "k") == {"kubernetes"}
    assert "--branch" in complete("prefect-migrate", "fleet", "--b")


def test_rule_pages(command: Command, tmp_path: Path) -> None:
    assert command("rules", "--output-format", "html").returncode == 2
    assert command("rules", "--output-format", "html", "-o", "pages").returncode == 0
    for code in [*known_codes(), "newer-wins"]:
        page = (tmp_path / "pages" / f"{code}.html").read_text(encoding="utf-8")
        assert f"<h1>{code}" in page
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert index.count('.html">PM') == len(known_codes())
    document = json.loads(command("rules", "--output-format", "json").stdout)
    assert {"PM101", "newer-wins"} <= {rule["code"] for rule in document["rules"]}
    assert b"# PM101 local-environment\n" in command("rules", "--output-format", "markdown").stdout


@pytest.mark.parametrize(
    ("word", "meant"),
    [("PM12O", "PM120"), ("pm101", "PM101"), ("executors-moved", "PM120"), ("PMI10", "PM110")],
)
def test_a_wrong_code_is_answered_with_the_nearest(word: str, meant: str) -> None:
    spec = next(spec for spec in OPTIONS if spec.name == "select")
    with pytest.raises(ValueError, match=f"did you mean `{meant}`"):
        read_option(spec, (word,))
