"""Make prefect-migrate known to git as a merge driver and a mergetool, and take it back."""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from prefect_migrate.conflicts.command import Ran, run

NAME = "prefect-migrate"
PATTERNS = ("*.py", "*.ipynb", "*.md", "*.yaml", "*.yml")
SECTIONS = (f"merge.{NAME}", f"mergetool.{NAME}")


class SetupError(Exception):
    """git could not be set up; the message is one line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of git's configuration."""

    key: str
    value: str

    def command(self, scope: str) -> str:
        """The git command that writes it."""
        return shlex.join(["git", "config", scope, self.key, self.value])


def program() -> str:
    """How git's shell finds this program: by its name if that is on the PATH."""
    if shutil.which(NAME):
        return NAME
    return f"{shlex.quote(sys.executable)} -m prefect_migrate"


def entries() -> list[Entry]:
    """The configuration of the driver and the tool.

    A virtual base is merged as plain text (``recursive``): its conflicts are nobody's to resolve.
    """
    name = program()
    return [
        Entry(f"merge.{NAME}.name", "resolves conflicts between Prefect 0.x and 1.x by meaning"),
        Entry(f"merge.{NAME}.driver", f"{name} git merge-driver -- %O %A %B %L %P %S %X %Y"),
        Entry(f"merge.{NAME}.recursive", "text"),
        Entry(
            f"mergetool.{NAME}.cmd",
            f'{name} git mergetool -- "$BASE" "$LOCAL" "$REMOTE" "$MERGED"',
        ),
        Entry(f"mergetool.{NAME}.trustExitCode", "true"),
    ]


def attributes() -> list[str]:
    """The lines of .gitattributes that hand files to the driver."""
    return [f"{pattern} merge={NAME}" for pattern in PATTERNS]


def scope(everywhere: bool) -> str:
    """The option of git config for the user's or the repository's file."""
    return "--global" if everywhere else "--local"


def install(everywhere: bool, folder: Path) -> list[Entry]:
    """Write the configuration; returns what was written. Raises ``SetupError``."""
    written = entries()
    for entry in written:
        _config(folder, scope(everywhere), entry.key, entry.value)
    return written


def uninstall(everywhere: bool, folder: Path) -> list[str]:
    """Take the configuration back; returns the sections removed. Raises ``SetupError``."""
    removed = []
    for section in SECTIONS:
        pattern = rf"^{section}\."
        listed = run("config", scope(everywhere), "--get-regexp", pattern, cwd=folder)
        if listed is not None and listed.code == 0:
            _config(folder, scope(everywhere), "--remove-section", section)
            removed.append(section)
        elif listed is None or listed.code != 1:
            raise SetupError(_reason(listed))
    return removed


def _config(folder: Path, *arguments: str) -> None:
    done = run("config", *arguments, cwd=folder)
    if done is None or done.code:
        raise SetupError(_reason(done))


def _reason(ran: Ran | None) -> str:
    if ran is None:
        return "git was not found"
    return next(iter(ran.errors.strip().splitlines()), "git config failed")
