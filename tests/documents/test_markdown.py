from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_codemods.document_kinds import document_kind
from prefect_codemods.to_1.migration import MIGRATION
from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.reading import document_regions
from prefect_migrate.documents.region import splice_regions
from prefect_migrate.model import Source

PIECES = [
    "# Title",
    "text",
    "- item",
    "  more",
    "```python",
    "  ```yaml",
    "```",
    "~~~",
    "> quote",
    ":::warning note",
    ":::",
    "[[toc]]",
    "---",
    "===",
    "a: 1",
    "    code",
    "[ref]: http://example.com",
    "<div>",
    "",
    "\t- tab",
    "lone\rreturn",
]
pages = st.lists(st.sampled_from(PIECES), max_size=25).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n"]).map(lambda eol: eol.join(lines))
)


def page(text: str) -> str:
    return dedent(text).lstrip("\n")


def kinds(text: str) -> list[str]:
    return [block.kind for block in cut_page(page(text)).blocks]


def test_blocks_of_a_vuepress_page() -> None:
    text = """
        ---
        title: x
        ---
        # Heading
        [[toc]]

        Setext
        ------
        para
        ::: warning Note
        - item

        ```yaml
        a: 1
        ```
        :::

        | a | b |
        |---|---|
        | 1 | 2 |

        [ref]: http://example.com
        """
    assert kinds(text) == [
        *("front matter", "heading", "toc", "heading", "paragraph", "container", "table"),
        "reference",
    ]


def test_containers_nest_by_their_colons() -> None:
    text = page("""
        :::: tabs
        ::: tab one
        text
        :::
        ::::
        """)
    (block,) = cut_page(text).blocks
    assert (block.kind, block.start, block.end) == ("container", 0, 5)
    assert [inner.kind for inner in block.inner] == ["container"]


@pytest.mark.parametrize("text", ["::: tip\nopen\n", "text\n\n:::\n", "```python\nx = 1\n"])
def test_sees_what_is_not_balanced(text: str) -> None:
    assert not cut_page(text).balanced


def test_marks_inside_a_fence_are_code() -> None:
    assert kinds("```\n::: tip\n[[toc]]\n# no\n```\n") == ["fence"]


@given(pages)
def test_every_line_with_text_is_in_exactly_one_block(text: str) -> None:
    found = cut_page(text)
    covered = [i for block in found.blocks for i in range(block.start, block.end)]
    assert len(covered) == len(set(covered))
    missing = [line for i, line in enumerate(found.lines) if i not in set(covered)]
    assert all(not line.strip() for line in missing)


@given(pages)
def test_code_put_back_unchanged_or_changed_touches_nothing_else(text: str) -> None:
    source = Source("page.md", text)
    found = document_regions(source, MIGRATION)
    assert "".join(r.restore(r.text) for r in found) == "".join(
        text[r.start : r.end] for r in found
    )
    assert splice_regions(text, [(r, r.text) for r in found]) == text
    added = splice_regions(text, [(r, r.text + "added\n") for r in found if r.text.endswith("\n")])
    assert len(added.split("\n")) >= len(text.split("\n"))


def test_code_in_lists_and_quotes_is_dedented_and_put_back() -> None:
    text = page("""
        1. first

           ```python
           if x:

               y = 1
           ```
        > ```sh
        > prefect agent start
        > ```
        """)
    python, shell = document_regions(Source("page.md", text), MIGRATION)
    assert (python.text, python.line, python.column) == ("if x:\n\n    y = 1\n", 3, 3)
    assert (shell.language, shell.text, shell.column) == ("shell", "prefect agent start\n", 2)
    result = splice_regions(
        text,
        [(python, "if x:\n\n    z = 2\n\n    y = 1\n"), (shell, "prefect agent local start\n")],
    )
    assert "   if x:\n\n       z = 2\n\n       y = 1\n   ```\n" in result
    assert "> prefect agent local start\n> ```\n" in result


def test_crlf_stays() -> None:
    text = "```py\r\nx = 1\r\ny = 2\r\n```\r\n"
    (region,) = document_regions(Source("a.md", text), MIGRATION)
    assert region.text == "x = 1\r\ny = 2\r\n"
    assert splice_regions(text, [(region, "x = 1\r\ny = 3\r\n")]) == text.replace("y = 2", "y = 3")


@pytest.mark.parametrize(
    ("info", "language", "numbers"),
    [
        ("python{4,12}", "python", True),
        ("py {1-3}", "python", True),
        ("{.python .numberLines}", "python", False),
        ('python hl_lines="1 2"', "python", True),
        ("Dockerfile", "dockerfile", False),
        ("console", "console", False),
    ],
)
def test_info_strings(info: str, language: str, numbers: bool) -> None:
    (region,) = document_regions(Source("a.md", f"```{info}\nx\n```\n"), MIGRATION)
    assert (region.language, region.names_lines) == (language, numbers)


def test_shell_with_prompts_is_a_console() -> None:
    (region,) = document_regions(Source("a.md", "```bash\n$ prefect agent start\n```\n"), MIGRATION)
    assert region.language == "console"


@pytest.mark.parametrize("info", ["", "json", "text", "mermaid"])
def test_other_fences_hold_no_known_code(info: str) -> None:
    assert document_regions(Source("a.md", f"```{info}\nx\n```\n"), MIGRATION) == ()


LESSON = """
# Upgrading

Before 0.14:

```python
from prefect.environments import LocalEnvironment
flow.environment = LocalEnvironment()
```

After:

```python
from prefect.run_configs import LocalRun
flow.run_config = LocalRun()
```
"""


def test_a_page_that_teaches_the_difference_keeps_its_old_code() -> None:
    old, new = document_regions(Source("a.md", LESSON), MIGRATION)
    assert old.skip
    assert not new.skip


def test_without_words_of_contrast_old_code_is_just_old() -> None:
    text = LESSON.replace("Upgrading", "Flows").replace("Before 0.14:", "One:")
    old, _ = document_regions(Source("a.md", text.replace("After:", "Two:")), MIGRATION)
    assert not old.skip


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a/flow.py", "", "python"),
        ("README.md", "", "markdown"),
        ("k8s/Job.YAML", "", "manifest"),
        ("Dockerfile", "", "dockerfile"),
        ("Dockerfile.dev", "", "dockerfile"),
        ("docker/base.dockerfile", "", "dockerfile"),
        ("Makefile", "", "makefile"),
        (".env", "", "env"),
        (".env.local", "", "env"),
        ("run", "#!/usr/bin/env python3\n", "python"),
        ("run", "#!/bin/bash -e\n", "shell"),
        ("notes", "hello\n", "text"),
        ("a.json", "{}", "text"),
    ],
)
def test_kinds(path: str, text: str, expected: str) -> None:
    assert document_kind(path, text).name == expected
