"""Rewritten commands are ones that the real releases take, and the old ones were."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.shell import rewrite_shell

from . import releases
from .bench import Bench

pytestmark = pytest.mark.real_prefect

COMMANDS = """\
prefect agent start
prefect agent start -l a kubernetes
prefect agent start docker --label=x -v --no-docker-interface --namespace x
prefect agent start local -p x --storage-labels --no-hostname-label -f --max-polls 3 -e A=b
prefect agent start kubernetes --job-template FILE --name x --env A=b --no-cloud-logs --api y
prefect agent start docker --base-url x --no-pull --volume a:b --network n --agent-address x
prefect agent install kubernetes --rbac --resource-manager -n ns -i secret --backend cloud
prefect agent install kubernetes --service-account-name x --latest --api x -e A=b -l c
prefect agent install local -l x -f -p a
prefect register flow -f FILE -p x -n y -l a -l b
prefect register flow --file=FILE -px --name n
prefect run cloud --name=x -p y --parameters-file FILE -l -w
prefect run server -n x -p y -rn z -ps '{"a": "b c", "d": null}' --no-url
prefect run flow -n x -p y -ps '{"a": [1, {"b": "c"}]}' -c '{"e": "f"}' -w
prefect execute cloud-flow
prefect auth list-tokens
"""
TARGETS = ("0.14.22", "0.15.13", "1.4.1")


def refused(release: str, text: str, home: Path) -> list[str]:
    """The commands of ``text`` that the release doesn't take, with what it says."""
    lines = text.splitlines()
    script = releases.HERE / "inside" / "commands.py"
    place = releases.folder().resolve()
    done = subprocess.run(
        [releases.python(place), "-W", "ignore", str(script)],
        input=json.dumps([shlex.split(line)[1:] for line in lines]),
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": releases.path(place, release),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    errors = json.loads(done.stdout.splitlines()[-1])
    return [f"{line}: {error}" for line, error in zip(lines, errors, strict=True) if error]


@pytest.fixture
def commands(bench: Bench, tmp_path: Path) -> str:
    (tmp_path / "file").write_text("{}", "utf-8")
    return COMMANDS.replace("FILE", str(tmp_path / "file"))


def test_the_old_commands_were_commands(commands: str, tmp_path: Path) -> None:
    assert not refused("0.13.19", commands, tmp_path)


@pytest.mark.parametrize("release", TARGETS)
def test_the_new_commands_are_commands(commands: str, tmp_path: Path, release: str) -> None:
    done = rewrite_shell(commands, "shell", Options(target=Release.parse(release)))
    assert not refused(release, done.text, tmp_path)


def test_no_old_command_is_one_today(commands: str, tmp_path: Path) -> None:
    lines = commands.splitlines()
    assert len(refused("1.4.1", commands, tmp_path)) == len(lines)
