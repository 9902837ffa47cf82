"""Code in reStructuredText, and behind prompts."""

from __future__ import annotations

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.documents import prompts
from prefect_migrate.settings import Settings

OLD = "from prefect.environments.storage import S3"
NEW = "from prefect.storage import S3"


def migrated(text: str, path: str = "p.rst") -> str:
    return migrate_text(text, path=path, settings=Settings()).text


@pytest.mark.parametrize(
    "directive", ["code-block:: python", "code:: python", "sourcecode:: python3"]
)
def test_code_blocks(directive: str) -> None:
    page = f"Title\n=====\n\n.. {directive}\n   :linenos:\n\n   {OLD}\n\n   S3('b')\n\nText {OLD}\n"
    assert migrated(page) == page.replace(f"   {OLD}\n", f"   {NEW}\n")


def test_other_languages_and_prose_stay() -> None:
    page = f".. code-block:: text\n\n   {OLD}\n\n{OLD}\n"
    assert migrated(page) == page


def test_a_doctest_keeps_its_output() -> None:
    page = f"Try:\n\n    >>> {OLD}\n    >>> S3('b')\n    <Storage: S3>\n\nDone.\n"
    assert migrated(page) == page.replace(OLD, NEW)


def test_new_lines_get_their_prompt() -> None:
    page = (
        "```pycon\n>>> from prefect import Flow\n>>> from prefect.environments import LocalEnvironment\n"
        ">>> flow = Flow('f')\n>>> flow.environment = LocalEnvironment(labels=['a'])\n```\n"
    )
    assert migrated(page, "p.md") == (
        "```pycon\n>>> from prefect import Flow\n>>> from prefect.run_configs import UniversalRun\n"
        ">>> flow = Flow('f')\n>>> flow.run_config = UniversalRun(labels=['a'])\n```\n"
    )


def test_sessions_come_back_as_they_were() -> None:
    text = ">>> def f():\n...     return 1\n...\n>>> f()\n1\n\n>>> 2\n2\n"
    assert prompts.restore_prompts(text, prompts.strip_prompts(text)) == text


@pytest.mark.parametrize("info", ["{code-block} python", "{code-cell} ipython3", "{code-cell}"])
def test_myst_directives(info: str) -> None:
    page = f"```{info}\n:tags: [x]\n\n{OLD}\nS3('b')\n```\n"
    assert migrated(page, "p.md") == page.replace(OLD, NEW)
