"""Notebooks: cells migrated together, everything but their changed sources byte for byte."""

from __future__ import annotations

import json

import nbformat
import pytest

from prefect_codemods.to_1.migration import MIGRATION
from prefect_migrate import migrate_text
from prefect_migrate.documents.notebook import read_regions
from prefect_migrate.model import Refusal
from prefect_migrate.settings import Settings


def notebook(*cells: str, indent: int = 1, language: str = "python") -> str:
    made = [
        {
            "cell_type": "code",
            "execution_count": n,
            "id": f"cell-{n}",
            "metadata": {},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["prefect é\n"]}],
            "source": text.splitlines(keepends=True),
        }
        for n, text in enumerate(cells)
    ]
    whole = {
        "cells": made,
        "metadata": {"language_info": {"name": language}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=indent, ensure_ascii=False) + "\n"


def sources(text: str) -> list[str]:
    return [cell.source for cell in nbformat.reads(text, as_version=4).cells]


IMPORTS = (
    "%matplotlib inline\n"
    "import pandas as pd\n"
    "from prefect import Flow\n"
    "from prefect.environments import LocalEnvironment\n"
    "from prefect.engine.executors import LocalDaskExecutor"
)
FLOW = (
    "!pip list\n"
    "flow = Flow('f', environment=LocalEnvironment(executor=LocalDaskExecutor(), labels=['a']))\n"
    "files = !ls\n"
    "flow?"
)


@pytest.mark.parametrize("indent", [1, 2, 4])
def test_names_are_followed_from_cell_to_cell(indent: int) -> None:
    before = notebook(IMPORTS, "%%bash\necho prefect agent", FLOW, indent=indent)
    outcome = migrate_text(before, path="n.ipynb", settings=Settings())
    first, bash, last = sources(outcome.text)
    assert first == (
        "%matplotlib inline\n"
        "import pandas as pd\n"
        "from prefect import Flow\n"
        "from prefect.executors import LocalDaskExecutor\n"
        "from prefect.run_configs import UniversalRun"
    )
    assert bash == "%%bash\necho prefect agent"
    assert last == (
        "!pip list\n"
        "flow = Flow('f', executor=LocalDaskExecutor(), run_config=UniversalRun(labels=['a']))\n"
        "files = !ls\n"
        "flow?"
    )
    assert outcome.text == notebook(first, bash, last, indent=indent)
    nbformat.validate(nbformat.reads(outcome.text, as_version=4))
    assert not migrate_text(outcome.text, path="n.ipynb", settings=Settings()).changed


def test_findings_point_into_the_file() -> None:
    before = notebook(IMPORTS, FLOW)
    outcome = migrate_text(before, path="n.ipynb", settings=Settings())
    lines = before.split("\n")
    assert any("LocalEnvironment" in lines[c.line - 1] for c in outcome.changes)
    assert all(
        "prefect" in lines[c.line - 1] or "flow" in lines[c.line - 1] for c in outcome.changes
    )


def test_a_cell_that_is_no_python_is_passed_over() -> None:
    before = notebook("print 'old'", "from prefect.environments.storage import S3\nS3('b')")
    outcome = migrate_text(before, path="n.ipynb", settings=Settings())
    assert sources(outcome.text) == ["print 'old'", "from prefect.storage import S3\nS3('b')"]


def test_other_kernels_are_left_alone() -> None:
    assert {
        region.language for region in read_regions(notebook(IMPORTS, language="R"), MIGRATION)
    } == {"text"}


@pytest.mark.parametrize("text", ["{", "[]", '{"worksheets": []}'])
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_regions(text, MIGRATION)


def test_a_source_of_one_string_stays_one() -> None:
    cell = {"cell_type": "code", "source": "from prefect.environments.storage import S3\nS3('b')\n"}
    before = json.dumps({"nbformat": 4, "cells": [cell], "metadata": {}})
    outcome = migrate_text(before, path="n.ipynb", settings=Settings())
    assert outcome.text == before.replace("prefect.environments.storage", "prefect.storage")


def test_code_on_the_line_of_a_cell_magic_comes_back_behind_it() -> None:
    old = "%%timeit -n 1 from prefect.environments.storage import S3\nx = S3('a')"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    text = json.dumps(
        {"cells": [{**cell, "source": old}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    )
    (made,) = json.loads(migrate_text(text, "a.ipynb").text)["cells"]
    assert made["source"] == old.replace("environments.", "")
