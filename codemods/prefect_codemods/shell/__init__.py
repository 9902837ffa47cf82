"""Commands and variables in everything that stands around a flow."""

from __future__ import annotations

from prefect_codemods.findings import Rewritten
from prefect_codemods.options import Options
from prefect_codemods.parsing import check_edits


def rewrite_shell(text: str, language: str, options: Options, role: str = "") -> Rewritten:
    """Migrate ``text``, written in ``language``: shell, console, dockerfile, makefile, env, ini,
    crontab, toml or requirements. ``role`` is ``settings`` for the library's own configuration file.

    What can't be read for certain stays as it is and is reported; nothing is raised for it.
    Raises ``KeyError`` for another language, ``Refusal`` where the edits would break the text.
    """
    from prefect_codemods.shell import expanded, unreported_text
    from prefect_codemods.shell.languages import READERS
    from prefect_codemods.text_edits import Report

    report = Report(text, options, language, role)
    READERS[language](report)
    if "$" in text:
        expanded.read_expanded(report)
    unreported_text.search_unreported_text(report)
    done = report.done()
    check_edits(text, done.text, language)
    return done
