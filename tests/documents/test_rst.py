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


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("In [1]: a\n\nIn [2]: b\nOut[2]: 1\n", "a\n\nc\n#__output__Out[2]: 1\n", "2]: c"),
        # The next line of an input begins it, if its first one is taken out.
        ("In [9]: a\n   ...: b\n", "b\n", "In [9]: b\n"),
        ("In [1]: x\n\nIn [9]: a\n   ...: b\n", "x\n\nb\n", "In [9]: b\n"),
        # New lines go to the input at their place.
        ("In [9]: a\n", "n\na\n", "In [9]: n\n   ...: a\n"),
        ("In [10]: a\nOut[10]: 1\n", "a\nn\n#__output__Out[10]: 1\n", "a\n    ...: n\nOut"),
    ],
)
def test_inputs_of_ipython_keep_their_numbers(text: str, code: str, expected: str) -> None:
    assert prompts.restore_prompts(text, prompts.strip_prompts(text)) == text
    made = prompts.restore_prompts(text, code)
    assert expected in made
    assert prompts.strip_prompts(made) == code
