"""The readers of each language, by its name."""

from __future__ import annotations

from collections.abc import Callable

from prefect_codemods.shell import console, dockerfile, ini, makefile, requirements, script, toml
from prefect_codemods.text_edits import Report


def _read_script(report: Report) -> None:
    if console.prompted(report.text):
        console.read(report)
    else:
        script.read(report)


READERS: dict[str, Callable[[Report], None]] = {
    "shell": _read_script,
    "console": console.read,
    "dockerfile": dockerfile.read,
    "makefile": makefile.read,
    "env": ini.read_env,
    "ini": ini.read,
    "toml": toml.read,
    "requirements": requirements.read,
}
