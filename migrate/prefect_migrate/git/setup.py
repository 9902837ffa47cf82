"""Make prefect-migrate known to git as a merge driver and a mergetool, and take it back."""

from __future__ import annotations

import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from prefect_migrate.git_process import GitError, Ran, find_top, run_in_repository, run_outside
from prefect_migrate.isolated_python import isolated_command

NAME = "prefect-migrate"
PATTERNS = ("*.py", "*.ipynb", "*.md", "*.yaml", "*.yml")
SECTIONS = (f"merge.{NAME}", f"mergetool.{NAME}")


class SetupError(Exception):
    """git could not be set up; the message is one line."""


@dataclass(frozen=True, slots=True)
class ConfigEntry:
    """One line of git's configuration."""

    key: str
    value: str

    def command(self, scope: str) -> str:
        """The git command that writes it."""
        return shlex.join(["git", "config", scope, self.key, self.value])


def program_command() -> str:
    """How git's shell finds this program: by its name if that is on the PATH."""
    if shutil.which(NAME):
        return NAME
    return shlex.join(isolated_command())


def config_entries() -> list[ConfigEntry]:
    """The configuration of the driver and the tool.

    A virtual base is merged as plain text (``recursive``): its conflicts are nobody's to resolve.
    """
    name = program_command()
    # There a % begins a placeholder.
    driver = name.replace("%", "%%")
    return [
        ConfigEntry(
            f"merge.{NAME}.name", "resolves conflicts between Prefect 0.x and 1.x by meaning"
        ),
        ConfigEntry(
            f"merge.{NAME}.driver", f"{driver} git merge-driver -- %O %A %B %L %P %S %X %Y"
        ),
        ConfigEntry(f"merge.{NAME}.recursive", "text"),
        ConfigEntry(
            f"mergetool.{NAME}.cmd",
            f'{name} git mergetool -- "$BASE" "$LOCAL" "$REMOTE" "$MERGED"',
        ),
        ConfigEntry(f"mergetool.{NAME}.trustExitCode", "true"),
    ]


def attribute_lines() -> list[str]:
    """The lines of .gitattributes that hand files to the driver."""
    return [f"{pattern} merge={NAME}" for pattern in PATTERNS]


def config_scope(everywhere: bool) -> str:
    """The option of git config for the user's or the repository's file."""
    return "--global" if everywhere else "--local"


def install_config(everywhere: bool, folder: Path) -> list[ConfigEntry]:
    """Write the configuration; returns what was written. Raises ``SetupError``."""
    written = config_entries()
    for entry in written:
        _write_config(folder, config_scope(everywhere), entry.key, entry.value)
    return written


def uninstall_config(everywhere: bool, folder: Path) -> list[str]:
    """Take the configuration back; returns the sections removed. Raises ``SetupError``."""
    removed = []
    for section in SECTIONS:
        pattern = rf"^{section}\."
        listed = _git_config(folder, config_scope(everywhere), "--get-regexp", pattern)
        if listed.code == 0:
            _write_config(folder, config_scope(everywhere), "--remove-section", section)
            removed.append(section)
        elif listed.code != 1:
            raise SetupError(listed.reason("git config failed"))
    return removed


def _write_config(folder: Path, *arguments: str) -> None:
    done = _git_config(folder, *arguments)
    if done.code:
        raise SetupError(done.reason("git config failed"))


def _git_config(folder: Path, scope: str, *arguments: str) -> Ran:
    """``git config`` in the repository around ``folder``, or in none for the user's file."""
    real = folder.resolve()
    try:
        if scope == "--global":
            return run_outside(real.anchor, "config", scope, *arguments)
        top = find_top(str(real))
        if top is None:
            raise SetupError(f"{real}: not in a git repository")
        return run_in_repository(top, "config", scope, *arguments)
    except GitError as error:
        raise SetupError(str(error)) from None
