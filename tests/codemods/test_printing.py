"""What is edited is printed, what isn't keeps its bytes: against LibCST's own print of it all."""

from __future__ import annotations

import ast
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_codemods.findings import Refusal
from prefect_codemods.migration import default_migration
from prefect_codemods.options import Options
from prefect_codemods.python.context import Module
from prefect_codemods.python.engine import rewrite
from prefect_codemods.python.printing import Printing
from prefect_codemods.python.rules import codemods
from prefect_codemods.registry import rules

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/*/input.py"))
EXAMPLES = [r.before for r in rules().values() if r.language == "python" and r.before]

STATEMENTS = st.sampled_from(
    [
        "x = 1\n",
        "a = 1; b = 2\n",
        "import os  # the system\n",
        "@decorated\n# between\n@twice(\n    1\n)\ndef f():\n    return 1\n\n    # at the end\n",
        "if x:\n    pass\nelse:\n    y = (\n        1\n    )\n# after\n",
        'text = """\n\nlong\n"""\n',
        "class A:\n\n    '''Doc.'''\n\n    b = 1\n\n\n",
        "try:\n    z\nexcept ValueError as error: pass\n",
        "# a comment of its own\n\n\nwith x as y: z\n",
    ]
)
NEW = cst.parse_module("# new\nnew = 1\n").body[0]


@given(
    st.sampled_from(["", "# header\n\n", "#!/usr/bin/env python\n# header\n"]),
    st.lists(st.tuples(STATEMENTS, st.sampled_from(["keep", "drop", "put", "before"])), max_size=6),
    st.sampled_from(["", "\n", "# footer\n"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_like_a_print_of_all(
    header: str, statements: list[tuple[str, str]], footer: str, newline: str, whole: bool
) -> None:
    text = header + "".join(s for s, _ in statements) + footer
    text = (text if whole else text.rstrip("\n")).replace("\n", newline)
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError:
        return
    if module.code != text or len(module.body) != len(statements):
        return
    body: list[cst.BaseStatement] = []
    for node, (_, fate) in zip(module.body, statements, strict=True):
        assert isinstance(node, cst.BaseStatement)
        body += {"keep": [node], "drop": [], "put": [NEW], "before": [NEW, node]}[fate]
    edited = module.with_changes(body=body)
    assert Printing(text, ast.parse(text), module).code(edited) == edited.code


@pytest.mark.parametrize("text", [*EXAMPLES, *(p.read_text("utf-8", "replace") for p in CASES)])
def test_what_the_codemods_edit(text: str) -> None:
    try:
        module = Module(text, Options(unsafe_fixes=True))
    except Refusal:
        return
    for codemod in codemods(default_migration()):
        codemod.plan(module)
    module.imports.settle()
    edited = module.plan.apply()
    assert module.tree.printing.code(edited) == edited.code


OLD = "from prefect.environments.storage import Docker"
DONE = "from prefect.storage import Docker"


@pytest.mark.parametrize(
    "odd", ["\fx = 1\n", "if x:\n    a\n\fb\n", "def f():\n    a\n\f    b = 1\n"]
)
def test_what_libcst_does_not_print_back_stays_where_nothing_is_edited(odd: str) -> None:
    assert cst.parse_module(odd).code != odd
    assert rewrite(f"{OLD}\n\ny = 1\n{odd}", Options()).text == f"{DONE}\n\ny = 1\n{odd}"


@pytest.mark.parametrize(
    ("text", "line"), [(f"y = 1\n\f{OLD}\n", 2), (f"def f():\n    {OLD}\n\f    b = 1\n", 1)]
)
def test_what_libcst_does_not_print_back_is_not_edited(text: str, line: int) -> None:
    with pytest.raises(Refusal, match="print it back") as raised:
        rewrite(text, Options())
    assert raised.value.line == line


def test_a_last_comment_that_libcst_puts_elsewhere_stays() -> None:
    text = f"{OLD}\n\n  # last"
    assert cst.parse_module(text).code != text
    assert rewrite(text, Options()).text == f"{DONE}\n\n  # last"
