"""What two pieces of a page must share to mean the same, and what may differ."""

from __future__ import annotations

import pytest

from prefect_codemods.to_1.migration import MIGRATION
from prefect_migrate.reconcile.page.prose_equality import same_meaning

LINKS = MIGRATION.catalogue().canonical_link

SAME = {
    "wrapping": ("Run it\ntwice a day.", "Run it twice\na day."),
    "bullets": ("- one\n- two\n", "* one\n* two\n"),
    "loose list": ("- one\n\n- two\n", "- one\n- two\n"),
    "emphasis": ("_Never_ __ever__ do it.", "*Never* **ever** do it."),
    "heading": ("# Deploying\n", "Deploying\n=========\n"),
    "table": ("| a | b |\n|---|---|\n| 1 | 2 |\n", "|a|b|\n|-|-|\n|1|2|\n"),
    "fence": ("```py\nx\n```\n", "~~~py\nx\n~~~\n"),
    "line ends": ("One\r\ntwo.\r\n", "One\ntwo.\n"),
    "moved page": (
        "See [E](/api/latest/engine/executors.html#dask).",
        "See [E](/api/latest/executors.html#dask).",
    ),
    "moved page, in a definition": (
        "[s]: https://docs.prefect.io/orchestration/execution/storage_options.html\n",
        "[s]: /orchestration/flow_config/storage.md\n",
    ),
}
DIFFERENT = {
    "case of code": ("Import `Queue`.", "Import `queue`."),
    "case of words": ("Not this.", "not this."),
    "link": ("[it](v1)", "[it](v2)"),
    "title of a link": ("[it](v 'a')", "[it](v 'b')"),
    "link definition": ("[it]: v1\n", "[it]: v2\n"),
    "definition below": ("[it][x]\n\n[x]: 1\n", "[it][x]\n\n[x]: 2\n"),
    "automatic link": ("<https://a.example>", "<https://b.example>"),
    "image": ("![it](a.png)", "![it](b.png)"),
    "text of an image": ("![it](a.png)", "![that](a.png)"),
    "operator": ("load < 5", "load > 5"),
    "arrow": ("a -> b", "a <- b"),
    "number": ("at most 5", "at most 6"),
    "sign": ("+1", "-1"),
    "placeholder": ("cd <folder>", "cd <home>"),
    "braces": ("cd {folder}", "cd {home}"),
    "variable": ("cd $HOME", "cd $TMP"),
    "strike": ("~~old~~ new", "old new"),
    "emphasis gone": ("It is *not* so.", "It is not so."),
    "code": ("`--flag`", "`-flag`"),
    "code or quotes": ("`it`", "'it'"),
    "role": ("{ref}`it`", "{doc}`it`"),
    "level": ("# It", "## It"),
    "depth": ("- a\n  - b\n", "- a\n- b\n"),
    "number of a list": ("1. a\n", "2. a\n"),
    "kind of list": ("1. a\n", "- a\n"),
    "task": ("- [ ] a\n", "- [x] a\n"),
    "paragraphs": ("One.\n\nTwo.\n", "One.\nTwo.\n"),
    "line break": ("One  \ntwo", "One\ntwo"),
    "admonition": ("!!! note\n    Text\n", "!!! note Text\n"),
    "directive": (".. note::\n   Text\n", ".. note:: Text\n"),
    "formula": ("\\(a\\)", "(a)"),
    "entity": ("&lt;b&gt;", "<b>"),
    "comment": ("<!-- a -->\n", "<!-- b -->\n"),
    "tag": ('<img src="a">', '<img src="b">'),
    "footnote": ("[^1]: a\n", "[^1]: b\n"),
    "blanks in code": ("```sh\na b\n```\n", "```sh\na  b\n```\n"),
    "front matter": ("---\na: 1\n---\n", "---\na: 2\n---\n"),
    "alignment": ("|a|\n|:-|\n", "|a|\n|-:|\n"),
    "blank that doesn't break": ("5\xa0m", "5 m"),
}


@pytest.mark.parametrize(("first", "second"), SAME.values(), ids=SAME)
def test_what_may_differ(first: str, second: str) -> None:
    assert same_meaning(first, second, LINKS)
    assert same_meaning(second, first, LINKS)


@pytest.mark.parametrize(("first", "second"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_must_not_differ(first: str, second: str) -> None:
    assert not same_meaning(first, second, LINKS)
