from __future__ import annotations

import pytest

from prefect_migrate.documents import kind


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("requirements.txt", "requirements"),
        ("a/dev-requirements.txt", "requirements"),
        ("requirements_test.in", "requirements"),
        ("constraints.txt", "requirements"),
        ("requirements/base.txt", "requirements"),
        ("requirements.md", "markdown"),
        ("requirements.py", "python"),
        ("notes.txt", "text"),
        ("supervisord.conf", "ini"),
        ("nginx.conf", "text"),
        ("prefect-agent.service", "ini"),
        ("Pipfile", "toml"),
        (".envrc", "shell"),
        (".env.production", "env"),
        ("Dockerfile.dev", "dockerfile"),
    ],
)
def test_a_file_around_a_flow_is_known_by_its_name(path: str, expected: str) -> None:
    assert kind(path, "") == expected
