"""TOML: the library's configuration file, requirements, and commands in tasks."""

from __future__ import annotations

from prefect_codemods.findings import Refusal
from prefect_codemods.parsing import parse_toml
from prefect_codemods.shell import script, toml_requirements, toml_settings
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.shell.settings_search import search_settings
from prefect_codemods.shell.toml_places import leaf_values, set_lines
from prefect_codemods.text_edits import Report


def read_toml(report: Report) -> None:
    """Judge a TOML file; in text that isn't TOML, what looks old is reported.

    Raises ``Refusal`` where the edits would change more than they say.
    """
    try:
        document = parse_toml(report.text)
    except Refusal as error:
        script.report_leftovers(report, 0, len(report.text), f"text that is {error.message}")
        search_settings(report)
        return
    library = report.options.migration.catalogue().library
    paths = {".".join(path) for path, _ in leaf_values(document)}
    if not document.keys() <= shell_rules(report.options).text.config_tables:
        toml_requirements.read_toml_requirements(report, document)
        for entry in set_lines(report.text):
            end = entry.value_at + len(entry.value)
            script.report_leftovers(report, entry.value_at, end, f"the setting `{entry.key}`")
        below = {path for path in paths if path.startswith(f"{library}.")}
        toml_settings.report_old_keys(report, document, below, library)
    elif report.role == "settings" or library in report.text.lower():
        toml_settings.read_settings_file(report, document)
    else:
        # Other programs have a table of logging as well.
        toml_settings.report_old_keys(report, document, paths)
