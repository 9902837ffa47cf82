"""One table says what a file is, and whether a search of directories looks into it."""

from __future__ import annotations

from fnmatch import fnmatch
from importlib.util import find_spec

import pytest

from prefect_codemods.document_kinds import (
    OTHERS,
    PYTHON,
    TABLE,
    document_kind,
    found_by_name,
    found_by_shebang,
)

NAMES = {
    "requirements.txt": "requirements",
    "a/dev-requirements.txt": "requirements",
    "requirements_test.in": "requirements",
    "constraints.in": "requirements",
    "etl/requirements/base.txt": "requirements",
    "requirements/dev.in": "requirements",
    "requirements.md": "markdown",
    "requirements.py": "python",
    "report.qmd": "markdown",
    "deploy/supervisord.conf": "ini",
    "etc/supervisor/conf.d/agent.conf": "ini",
    "prefect-agent.service": "ini",
    "prefect.service.d/override.conf": "ini",
    "tox.ini": "ini",
    "Pipfile": "toml",
    "Makefile.toml": "toml",
    ".envrc": "shell",
    ".bash_profile": "shell",
    "run.ksh": "shell",
    ".env": "env",
    ".env.production": "env",
    "prod.env": "env",
    "crontab": "crontab",
    "deploy/crontab.txt": "crontab",
    "etl.cron": "crontab",
    "etc/cron.d/prefect": "crontab",
    "Dockerfile.dev": "dockerfile",
    "docker/agent.Dockerfile": "dockerfile",
    "dockerfile": "dockerfile",
    "Containerfile": "dockerfile",
    "GNUmakefile": "makefile",
    "Makefile.local": "makefile",
    "FLOWS.IPYNB": "notebook",
    "C:\\flows\\Makefile": "makefile",
    "ci/Jenkinsfile": "text",
    "flow.py.j2": "text",
    "ecs/agent.tf": "text",
    "Pipfile.lock": "text",
    "etl/poetry.lock": "text",
    "locks/conda-linux-64.lock": "text",
}
NOT_FOUND = ("notes.txt", "nginx.conf", "a/main.c", "yarn.lock", "service.log")


@pytest.mark.parametrize(("path", "expected"), NAMES.items())
def test_a_file_is_known_by_its_name_and_found_by_it(path: str, expected: str) -> None:
    assert document_kind(path, "").name == expected
    assert found_by_name(path) is True


@pytest.mark.parametrize("path", NOT_FOUND)
def test_other_names_are_read_as_text_and_not_looked_for(path: str) -> None:
    assert document_kind(path, "").name == "text"
    assert found_by_name(path) is False


@pytest.mark.parametrize("path", ["agent", "bin/run", ".hidden"])
def test_without_a_suffix_the_first_line_decides(path: str) -> None:
    assert found_by_name(path) is None
    assert document_kind(path, "#!/bin/bash\n").name == "shell"
    assert document_kind(path, "#!/usr/bin/env python3\n").name == "python"
    assert document_kind(path, "plain\n").name == "text"
    assert found_by_shebang(b"#!/bin/bash\n")
    assert not found_by_shebang(b"plain\n")


def test_every_kind_is_read_in_one_way_and_found_by_some_name() -> None:
    for kind in TABLE:
        assert bool(kind.language) != bool(kind.reader)
        assert kind.suffixes or kind.names
        assert not kind.reader or find_spec(f"prefect_migrate.documents.{kind.reader}")
    assert {document_kind(path, "").name for path in NAMES} == {
        *(kind.name for kind in TABLE),
    } - {"rst", "manifest"}


def test_gits_patterns_take_all_that_a_search_finds() -> None:
    suffixed = [f"a{suffix}" for kind in TABLE for suffix in kind.suffixes]
    for name in (n for n in (*NAMES, *suffixed) if not n.endswith(PYTHON)):
        assert any(fnmatch(name.lower(), pattern) for pattern in OTHERS), name
