"""The readers of each language, by its name."""

from __future__ import annotations

from collections.abc import Callable

from prefect_codemods.shell import (
    console,
    crontab,
    dockerfile,
    ini,
    makefile,
    requirements,
    script,
    toml,
)
from prefect_codemods.text_edits import Report


def _read_script(report: Report) -> None:
    if console.begins_with_prompt(report.text):
        console.read_console(report)
    else:
        script.read_script(report)
        if report.role == "page":
            console.report_behind_hashes(report)


READERS: dict[str, Callable[[Report], None]] = {
    "shell": _read_script,
    "console": console.read_console,
    "dockerfile": dockerfile.read_dockerfile,
    "makefile": makefile.read_makefile,
    "env": ini.read_env,
    "crontab": crontab.read_crontab,
    "ini": ini.read_ini,
    "toml": toml.read_toml,
    "requirements": requirements.read_requirements,
}
