"""Finding the program behind the words that only start it: ``sudo``, ``env``, ``docker run`` ….

Each prefix is a row of data: which of its options take a value, and how many arguments of its own
stand before the command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import PurePosixPath

from prefect_codemods.shell.words import Word


@dataclass(frozen=True, slots=True)
class Prefix:
    """How a prefix reads its arguments.

    ``takes`` holds the options with a value; with ``others`` every option takes one except those
    in ``flags`` (a long list, as Docker's). ``own`` arguments come before the command, and a
    ``--`` before it is passed over.
    """

    takes: frozenset[str] = frozenset()
    own: int = 0
    others: bool = False
    flags: frozenset[str] = frozenset()
    assignments: bool = False


def _prefix_options(options: str = "", own: int = 0, assignments: bool = False) -> Prefix:
    return Prefix(frozenset(options.split()), own, assignments=assignments)


def _docker_prefix(flags: str, own: int) -> Prefix:
    return Prefix(own=own, others=True, flags=frozenset(flags.split()))


_RUN = (
    "-d --detach -i --interactive -t --tty --rm --init --privileged -P --publish-all --read-only"
    " --no-healthcheck --oom-kill-disable --sig-proxy --disable-content-trust -q --quiet -T"
    " --no-TTY --no-deps --service-ports --use-aliases --build --remove-orphans --help --stdin"
)
PREFIXES: dict[tuple[str, ...], Prefix] = {
    ("exec",): _prefix_options("-a"),
    ("env",): _prefix_options("-u --unset -C --chdir", assignments=True),
    ("sudo",): _prefix_options("-u --user -g --group -C -h -p -r -t -D -R", assignments=True),
    ("gosu",): _prefix_options(own=1),
    ("su-exec",): _prefix_options(own=1),
    ("nohup",): _prefix_options(),
    ("command",): _prefix_options(),
    ("builtin",): _prefix_options(),
    ("setsid",): _prefix_options(),
    ("nice",): _prefix_options("-n --adjustment"),
    ("ionice",): _prefix_options("-c -n -p"),
    ("stdbuf",): _prefix_options("-i -o -e"),
    ("timeout",): _prefix_options("-k --kill-after -s --signal", own=1),
    ("time",): _prefix_options("-f -o"),
    ("flock",): _prefix_options("-w --wait --timeout -E --conflict-exit-code", own=1),
    ("chronic",): _prefix_options(),
    ("systemd-cat",): _prefix_options("-t --identifier -p --priority"),
    ("tini",): _prefix_options("-e -p"),
    ("dumb-init",): _prefix_options("-r --rewrite"),
    ("catchsegv",): _prefix_options(),
    ("winpty",): _prefix_options(),
    ("entrypoint.sh",): _prefix_options(),
    ("prepare.sh",): _prefix_options(),
    ("poetry", "run"): _prefix_options(),
    ("pipenv", "run"): _prefix_options(),
    ("pdm", "run"): _prefix_options(),
    ("hatch", "run"): _prefix_options(),
    ("rye", "run"): _prefix_options(),
    ("uv", "run"): _prefix_options("--with --python -p --env-file --project --directory"),
    ("conda", "run"): _prefix_options("-n --name -p --prefix --cwd"),
    ("micromamba", "run"): _prefix_options("-n --name -p --prefix --cwd"),
    ("pixi", "run"): _prefix_options("-e --environment --manifest-path"),
    ("mamba", "run"): _prefix_options("-n --name -p --prefix --cwd"),
    ("docker", "run"): _docker_prefix(_RUN, 1),
    ("podman", "run"): _docker_prefix(_RUN, 1),
    ("docker", "exec"): _docker_prefix(_RUN, 1),
    ("podman", "exec"): _docker_prefix(_RUN, 1),
    ("docker-compose", "run"): _docker_prefix(_RUN, 1),
    ("docker-compose", "exec"): _docker_prefix(_RUN, 1),
    ("docker", "compose", "run"): _docker_prefix(_RUN, 1),
    ("docker", "compose", "exec"): _docker_prefix(_RUN, 1),
    ("kubectl", "exec"): _prefix_options("-n --namespace -c --container --context", own=1),
    ("aws-vault", "exec"): _prefix_options("-d --duration", own=1),
}
_SHELLS = {"sh", "bash", "zsh", "dash", "ksh", "ash"}
_PYTHON = re.compile(r"(?:python|pypy)[\d.]*")
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")


@dataclass(frozen=True, slots=True)
class Program:
    """The program that a command runs; ``word`` is the first word after what names it.

    ``name`` is ``pip``, ``dask-worker`` …; ``script`` numbers a word that holds
    shell code (``sh -c``), ``python`` one that holds Python code (``python -c``).
    """

    name: str
    word: int
    script: int | None = None
    python: int | None = None


def find_program(
    words: Sequence[Word], programs: AbstractSet[str], modules: Mapping[str, str], start: int = 0
) -> Program | None:
    """The program of a command, behind its prefixes; ``None`` where that isn't certain.

    ``programs`` are looked for behind expansions, too; ``modules`` names the program that
    ``python -m`` starts, where it isn't called as its module is.
    """
    at = start
    while at < len(words) and ASSIGNMENT.match(words[at].prefix):
        at += 1
    if at >= len(words):
        return None
    if words[at].value is None:
        return _variable_program(words, at, programs)
    name = program_name(words[at].value or "")
    for length in (3, 2, 1):
        names = (name, *(w.value or "" for w in words[at + 1 : at + length]))
        if len(names) == length and (prefix := PREFIXES.get(names)):
            behind = _behind_prefix(words, at + length, prefix)
            return None if behind is None else find_program(words, programs, modules, behind)
    if name in _SHELLS:
        return _shell_script(words, at)
    if _PYTHON.fullmatch(name):
        return _python_module(words, at, modules)
    return Program("pip" if re.fullmatch(r"pip[\d.]*", name) else name, at + 1)


def _variable_program(words: Sequence[Word], at: int, programs: AbstractSet[str]) -> Program | None:
    """A program behind an expansion: ``$VENV/bin/PROGRAM``, ``$(RUN) PROGRAM``, ``$PY -m PROGRAM``."""
    _, slash, name = words[at].raw.rstrip("\"'").removesuffix(".exe").rpartition("/")
    if slash and name in programs:
        return Program(name, at + 1)
    follow = [word.value or "" for word in words[at + 1 : at + 3]]
    if follow and follow[0] in programs:
        return Program(follow[0], at + 2)
    if len(follow) == 2 and follow[0] == "-m" and follow[1] in programs:
        return Program(follow[1], at + 3)
    return None


def program_name(value: str) -> str:
    """The name of a program without its folder and ``.exe``."""
    return PurePosixPath(value).name.removesuffix(".exe") if value else ""


def _behind_prefix(words: Sequence[Word], at: int, prefix: Prefix) -> int | None:
    """Where the command starts that a prefix runs."""
    own = prefix.own
    while at < len(words):
        word = words[at]
        if word.value == "--":
            return at + 1 if own == 0 else None
        if word.prefix.startswith("-") and len(word.prefix) > 1:
            if not word.single:
                return None
            at += 2 if _takes_value(word, prefix) else 1
            continue
        if prefix.assignments and ASSIGNMENT.match(word.prefix):
            at += 1
            continue
        if own == 0:
            return at
        if not word.single and not (prefix.others and re.match(r"[\w./:${}-]+$", word.raw)):
            return None
        own -= 1
        at += 1
        if prefix.others:
            return at
    return None


def _takes_value(word: Word, prefix: Prefix) -> bool:
    text = word.prefix
    if text.startswith("--"):
        if "=" in text:
            return False
        return text not in prefix.flags if prefix.others else text in prefix.takes
    if not prefix.others:
        return text in prefix.takes
    letters = [f"-{letter}" for letter in text[1:]]
    for number, letter in enumerate(letters):
        if letter not in prefix.flags:
            return number == len(letters) - 1
    return False


def _shell_script(words: Sequence[Word], at: int) -> Program | None:
    for number in range(at + 1, len(words)):
        value = words[number].value
        if value is None or not value.startswith("-"):
            return None
        if not value.startswith("--") and value.endswith("c"):
            return Program("sh", number + 1, script=number + 1) if number + 1 < len(words) else None
    return None


def _python_module(words: Sequence[Word], at: int, modules: Mapping[str, str]) -> Program | None:
    number = at + 1
    while number < len(words):
        value = words[number].value
        if value is None:
            return None
        if value == "-m" and number + 1 < len(words):
            module = words[number + 1].value or ""
            return Program(modules.get(module, module), number + 2)
        if value == "-c":
            return Program("python", number + 1, python=number + 1)
        if not value.startswith("-"):
            return None
        number += 2 if value in ("-W", "-X") else 1
    return None
