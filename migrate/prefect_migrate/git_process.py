"""The one place that starts git; nothing that a repository's configuration names is run by it.

A repository may come from an archive whose ``.git/config`` somebody else wrote. Git is told which
repository it is asked about (that of the nearest ``.git`` above, never one that lies as plain files
in a tree), and every program that the configuration may name is switched off: those of fixed keys
by options, those of keys with a name in them (``filter.NAME.clean``) after the configuration was
listed, which runs nothing.
"""

from __future__ import annotations

import functools
import os
import re

# Neither typing nor dataclasses nor subprocess is imported: together they take as long as git
# needs for 2,000 files.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Seconds that git has to answer; the configuration may name a pipe that nobody writes to.
GIT_TIMEOUT = 300.0
CONFIG_TIMEOUT = 20.0

# What the user says of git by variables; all other ones tie it to one repository (a hook sets
# some), name programs, or write traces among its messages.
_KEPT = re.compile(
    r"GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+|PARAMETERS)|EXEC_PATH"
    r"|(AUTHOR|COMMITTER)_(NAME|EMAIL)|DISCOVERY_ACROSS_FILESYSTEM)"
)
# What the user says of the way to other machines: for a clone of a URL.
_KEPT_FOR_NETWORK = re.compile(r"GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_.*|HTTP_.*|PROXY_.*)")

# Messages are parsed, so they are in one language; a look takes no locks and fetches nothing.
_ALWAYS = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_SEQUENCE_EDITOR": ":",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LFS_SKIP_SMUDGE": "1",
}
_OFFLINE = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_PROXY_COMMAND": "",
    "GIT_SSH_COMMAND": "false",
}
_NETWORK = {"GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}

# Programs at fixed keys. An empty value switches off; "false" fails loudly where git wants one.
_OPTIONS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "core.editor=:",
    "sequence.editor=:",
    "core.alternateRefsCommand=:",
    "diff.external=",
    "gc.auto=0",
    "gc.recentObjectsHook=false",
    "gpg.program=false",
    "gpg.openpgp.program=false",
    "gpg.x509.program=false",
    "gpg.ssh.program=false",
    "gpg.ssh.defaultKeyCommand=false",
    "interactive.diffFilter=cat",
    "log.showSignature=false",
    "maintenance.auto=false",
    "uploadpack.packObjectsHook=",
    # Into other repositories, whose configuration was not looked at.
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "status.submoduleSummary=false",
    "safe.bareRepository=explicit",
)
_OFFLINE_OPTIONS = ("core.askPass=", "core.sshCommand=false", "credential.helper=")

# The last part of a key with a name in it -> the value that switches its program off.
_NEUTRAL = {
    **dict.fromkeys(("clean", "smudge", "process", "helper"), ""),
    **dict.fromkeys(("required", "enabled"), "false"),
    **dict.fromkeys(("textconv", "driver", "uploadpack", "receivepack", "vcs"), "false"),
}
# What later releases of git may call a program.
_PROGRAM = re.compile(r".*(command|cmd|program|hook|editor|pager|askpass)")


class GitError(Exception):
    """Git said no, took too long, or isn't there; the message is one line."""


class Ran:
    """What a finished git wrote; ``code`` is below 0 where a signal ended it."""

    def __init__(self, code: int, output: bytes, errors: bytes) -> None:
        self.code = code
        self.output = output
        self.errors = errors.decode("utf-8", "replace")

    @property
    def text(self) -> str:
        """The output as text; bytes that are no UTF-8 survive as surrogates."""
        return self.output.decode("utf-8", "surrogateescape")

    def reason(self, otherwise: str) -> str:
        """Why git failed, in its own words, or ``otherwise``."""
        said = self.errors.strip().splitlines()
        marked = (line for line in said if line.startswith(("fatal: ", "error: ")))
        message = next(marked, said[-1] if said else otherwise)
        return message.removeprefix("fatal: ").removeprefix("error: ")


@functools.cache
def find_top(folder: str) -> str | None:
    """The nearest folder from ``folder`` (a real path) upwards that holds a ``.git``."""
    if os.path.lexists(os.path.join(folder, ".git")):
        return folder
    above = os.path.dirname(folder)
    return None if above == folder else find_top(above)


def find_git_folder(top: str) -> str:
    """Where git keeps its own files of the repository at ``top``. Raises ``GitError``."""
    return _known_repository(top)[0]


def run_in_repository(
    top: str,
    *arguments: str,
    folder: str = "",
    given: bytes = b"",
    timeout: float = GIT_TIMEOUT,
) -> Ran:
    """Run git in the repository whose work tree is ``top`` (or that is bare itself).

    ``folder``, below ``top``, is where relative paths count from. Raises ``GitError`` where git
    can't be run, doesn't take ``top`` for a repository of this user, or takes too long.
    """
    command, environment = in_repository(top, *arguments, folder=folder)
    return run_command(command, environment, given, timeout)


def run_outside(
    folder: str, *arguments: str, given: bytes = b"", timeout: float = GIT_TIMEOUT
) -> Ran:
    """Run git in ``folder``, one of our own, outside of any repository. Raises ``GitError``."""
    return run_command(*command_outside(folder, *arguments), given, timeout)


def in_repository(top: str, *arguments: str, folder: str = "") -> tuple[list[str], dict[str, str]]:
    """The command and the environment of ``run_in_repository``. Raises ``GitError``."""
    git_folder, work_tree, options = _known_repository(top)
    environment = _git_environment({**_OFFLINE, "GIT_DIR": git_folder})
    if work_tree:
        environment["GIT_WORK_TREE"] = top
    return _git_command(folder or top, (*_OFFLINE_OPTIONS, *options), arguments), environment


def command_outside(
    folder: str, *arguments: str, network: bool = False
) -> tuple[list[str], dict[str, str]]:
    """The command and the environment of ``run_outside``.

    With ``network`` the user's own configuration may name how other machines are reached, by the
    protocols that git has itself. Raises ``GitError``.
    """
    environment = _git_environment(_NETWORK if network else _OFFLINE, network)
    environment["GIT_CEILING_DIRECTORIES"] = os.path.dirname(os.path.realpath(folder))
    return _git_command(folder, () if network else _OFFLINE_OPTIONS, arguments), environment


def _known_repository(top: str) -> tuple[str, bool, tuple[str, ...]]:
    """What ``_look_up`` finds, once; a repository that failed to answer isn't asked again."""
    if top not in _REPOSITORIES:
        try:
            _REPOSITORIES[top] = _look_up(top)
        except GitError as error:
            _REPOSITORIES[top] = error
    found = _REPOSITORIES[top]
    if isinstance(found, GitError):
        raise GitError(*found.args)
    return found


_REPOSITORIES: dict[str, tuple[str, bool, tuple[str, ...]] | GitError] = {}


def _look_up(top: str) -> tuple[str, bool, tuple[str, ...]]:
    """The git folder of ``top``, whether it has a work tree, and options for its configuration.

    Git itself finds the git folder, at ``top`` alone: so it checks whom that belongs to.
    """
    work_tree = os.path.lexists(os.path.join(top, ".git"))
    environment = _git_environment(_OFFLINE)
    environment["GIT_CEILING_DIRECTORIES"] = os.path.dirname(top)
    # The bare one was named as a repository; none was looked for.
    bare = () if work_tree else ("safe.bareRepository=all",)
    asked = _git_command(top, (*_OFFLINE_OPTIONS, *bare), ("rev-parse", "--absolute-git-dir"))
    found = run_command(asked, environment, timeout=CONFIG_TIMEOUT)
    if found.code:
        raise GitError(found.reason("git rev-parse failed"))
    git_folder = os.fsdecode(found.output).removesuffix("\n")
    environment = _git_environment({**_OFFLINE, "GIT_DIR": git_folder})
    if work_tree:
        environment["GIT_WORK_TREE"] = top
    asked = _git_command(top, _OFFLINE_OPTIONS, ("config", "--list", "--name-only", "-z"))
    listed = run_command(asked, environment, timeout=CONFIG_TIMEOUT)
    if listed.code:
        raise GitError(listed.reason("git config failed"))
    return git_folder, work_tree, tuple(_neutral_options(listed.text.split("\0")[:-1]))


def _neutral_options(keys: list[str]) -> Iterator[str]:
    for key in dict.fromkeys(keys):
        last = key.rpartition(".")[2]
        if key.count(".") > 1:
            value = _NEUTRAL.get(last, "false" if _PROGRAM.fullmatch(last) else None)
        else:
            known = any(option.lower().startswith(f"{key}=") for option in _OPTIONS)
            value = "false" if not known and _PROGRAM.fullmatch(last) else None
        if value is None:
            continue
        if "=" in key:
            raise GitError(
                f"its configuration names a program in a way that can't be undone: {key}"
            )
        yield f"{key}={value}"


def _git_command(folder: str, options: tuple[str, ...], arguments: tuple[str, ...]) -> list[str]:
    given = (part for option in (*_OPTIONS, *options) for part in ("-c", option))
    return [_find_git(os.environ.get("PATH", os.defpath)), "-C", folder, *given, *arguments]


@functools.cache
def _find_git(path: str) -> str:
    """The git of ``PATH``; what stands there relative to the current folder is not asked.

    Raises ``GitError``.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in path.split(os.pathsep):
        found = os.path.join(folder, name)
        if os.path.isabs(folder) and os.path.isfile(found) and os.access(found, os.X_OK):
            return found
    raise GitError("git was not found")


def _git_environment(more: Mapping[str, str], network: bool = False) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_")
        or _KEPT.fullmatch(name)
        or (network and _KEPT_FOR_NETWORK.fullmatch(name))
    }
    return {**kept, **_ALWAYS, **more}


def run_command(
    command: list[str],
    environment: Mapping[str, str],
    given: bytes = b"",
    timeout: float = GIT_TIMEOUT,
) -> Ran:
    """Run what ``in_repository`` or ``command_outside`` made. Raises ``GitError``."""
    try:
        ran = _spawn(command, environment, given, timeout)
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None
    if ran is None:
        word = next(word for word in command[3:] if word[0] != "-" and "=" not in word)
        raise GitError(f"git {word} did not end in time")
    return ran


if hasattr(os, "memfd_create") and hasattr(os, "pidfd_open"):
    _KILL = 9  # of Linux, without the import of signal
    _LOOK = 5.0  # seconds

    def _spawn(
        command: list[str], environment: Mapping[str, str], given: bytes, timeout: float
    ) -> Ran | None:
        files = [os.memfd_create(name) for name in ("stdin", "stdout", "stderr")]
        try:
            _fill(files[0], given)
            actions = [(os.POSIX_SPAWN_DUP2, file, number) for number, file in enumerate(files)]
            process = os.posix_spawn(command[0], command, environment, file_actions=actions)
            status = _wait(process, timeout)
            if status is None:
                return None
            return Ran(os.waitstatus_to_exitcode(status), _content(files[1]), _content(files[2]))
        finally:
            for file in files:
                os.close(file)

    def _wait(process: int, timeout: float) -> int | None:
        """The status of ``process`` when it ends; it is killed when it is late, or we are."""
        import select

        ended = False
        descriptor = os.pidfd_open(process)
        before = ""
        try:
            while not ended and timeout > 0:
                ended = bool(select.select([descriptor], [], [], min(timeout, _LOOK))[0])
                timeout -= _LOOK
                now = _activity(process)
                if now == before and now.startswith("S"):
                    break  # it waits for a pipe that nobody writes to
                before = now
        finally:
            os.close(descriptor)
            if not ended:
                os.kill(process, _KILL)
            _, status = os.waitpid(process, 0)
        return status if ended else None

    def _activity(process: int) -> str:
        """The state of a process, and the processor time that it has used."""
        try:
            with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return ""
        return " ".join((fields[0], *fields[11:13]))

    def _fill(file: int, data: bytes) -> None:
        with open(file, "wb", closefd=False) as opened:
            opened.write(data)
        os.lseek(file, 0, os.SEEK_SET)

    def _content(file: int) -> bytes:
        os.lseek(file, 0, os.SEEK_SET)
        with open(file, "rb", closefd=False) as opened:
            return opened.read()

else:

    def _spawn(
        command: list[str], environment: Mapping[str, str], given: bytes, timeout: float
    ) -> Ran | None:
        import subprocess

        try:
            done = subprocess.run(
                command,
                input=given,
                capture_output=True,
                check=False,
                env=environment,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            return None
        return Ran(done.returncode, done.stdout, done.stderr)
