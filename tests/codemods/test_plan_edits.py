"""Edits are spans of the text: statements that go and come, and calls in all layouts."""

from __future__ import annotations

import ast
import io
import tokenize

import libcst as cst
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prefect_codemods.findings import Refusal
from prefect_codemods.options import Options
from prefect_codemods.python.context import Module
from prefect_codemods.python.engine import rewrite_module

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
NEW = "new = 1"


def comments(text: str) -> list[str]:
    found = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return sorted(token.string for token in found if token.type == tokenize.COMMENT)


def code(text: str) -> str:
    return ast.dump(ast.parse(text))


@given(
    st.sampled_from(["", "# header\n\n", "#!/usr/bin/env python\n# header\n"]),
    st.lists(
        st.tuples(STATEMENTS, st.sampled_from(["keep", "drop", "after", "before"])), max_size=6
    ),
    st.sampled_from(["", "\n", "# footer\n"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)
def test_statements_go_and_come(
    header: str,
    statements: list[tuple[str, str]],
    footer: str,
    newline: str,
    whole: bool,
    inside: bool,
) -> None:
    text = header + "".join(s for s, _ in statements) + footer
    if inside:
        text = "def g():\n    1\n" + "".join(f"    {line}" for line in text.splitlines(True))
        statements = [("1\n", "keep"), *statements]
    text = (text if whole else text.rstrip("\n")).replace("\n", newline)
    module = Module(text, Options())
    body = module.tree.module.body
    if inside:
        assert isinstance(body[0], cst.FunctionDef)
        body = body[0].body.body
    assume(module.tree.module.code == text and len(body) == len(statements))
    expected = []
    for node, (statement, what) in zip(body, statements, strict=True):
        assert isinstance(node, cst.BaseStatement)
        if what == "drop":
            module.plan.remove(node)
        elif what == "after":
            module.plan.insert_after(node, NEW)
        elif what == "before":
            module.plan.insert_before(node, NEW)
        new = {
            "keep": [statement],
            "drop": [],
            "after": [statement, NEW],
            "before": [NEW, statement],
        }
        expected += new[what]
    made = module.plan.new_text() if not module.plan.empty else text
    outer = ast.parse(made).body
    if inside:
        assert isinstance(outer[0], ast.FunctionDef)
        outer = outer[0].body
    wanted = ast.parse("\n".join(expected)).body
    assert [_dump(n) for n in outer] == [_dump(n) for n in wanted]
    dropped = "".join(s for s, what in statements if what == "drop")
    inner = [c for c in comments(dropped) if c in ("# between", "# at the end")]
    assert comments(made) == comments(text), inner
    assert ("\r\n" in made) == ("\r\n" in text) or "\n" not in made.strip()


def _dump(node: ast.AST) -> str:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            part.value = " ".join(part.value.split())
    return ast.dump(node)


ENVIRONMENTS = {
    "LocalEnvironment": [
        "executor=DaskExecutor(address='tcp://a', n_workers=2)",
        "labels=['a', 'b']",
    ],
    "RemoteEnvironment": [
        "executor='prefect.engine.executors.DaskExecutor'",
        "executor_kwargs={'address': 'x', 'debug': True}",
        "labels=['a']",
    ],
    "FargateTaskEnvironment": [
        "cpu='512'",
        "networkConfiguration={'awsvpcConfiguration': {'subnets': []}}",
        "containerDefinitions=[{'image': 'x', 'logConfiguration': {'logDriver': 'awslogs'}}, {'a': 1}]",
        "cluster='jobs'",
        "metadata={'image': 'a/b:1'}",
    ],
    "DaskKubernetesEnvironment": ["min_workers=1", "max_workers=4", "image_pull_secret='a'"],
    "DaskCloudProviderEnvironment": ["Cluster", "n_workers=2", "executor_kwargs={'debug': True}"],
}
IMPORTS = """\
from prefect import Flow
from prefect.engine.executors import DaskExecutor, LocalExecutor
from prefect.engine.result_handlers import LocalResultHandler, S3ResultHandler
from prefect.environments import (
    DaskCloudProviderEnvironment,
    DaskKubernetesEnvironment,
    FargateTaskEnvironment,
    LocalEnvironment,
    RemoteEnvironment,
)
from prefect.environments.storage import Azure
from somewhere import Cluster

"""
FORMS = st.sampled_from(
    [
        "flow = Flow('f', environment=ENV, result_handler=S3ResultHandler('b', 'K'), schedule=None)\n",
        "flow = Flow('f', None, ENV, storage=Azure('c', connection_string=None, blob_name='b'))\n",
        "flow = Flow('f')\nflow.environment = ENV\n",
        "environment = ENV\nflow = Flow('f', environment=environment)\n",
        "environment = ENV\nfor flow in (Flow('f', environment=environment),):\n    pass\n",
        "if x:\n    flow = Flow('f')\n    flow.environment = ENV\nelse:\n    flow = Flow('g')\n",
        "with Flow('f', environment=ENV) as flow:\n    y = LocalResultHandler('d', validate=False)\n",
    ]
)


@given(FORMS, st.sampled_from(sorted(ENVIRONMENTS)), st.data())
def test_layouts_and_comments_change_nothing_else(
    form: str, name: str, data: st.DataObject
) -> None:
    arguments = [a for a in ENVIRONMENTS[name] if data.draw(st.booleans()) or "=" not in a]
    plain = IMPORTS + form.replace("ENV", f"{name}({', '.join(arguments)})")
    text = _laid_out(plain, data)
    try:
        expected = rewrite_module(plain, Options(unsafe_fixes=True)).text
    except Refusal:
        return
    made = rewrite_module(text, Options(unsafe_fixes=True)).text
    assert code(made) == code(expected), (text, made)
    assert comments(made) == comments(text), (text, made)


def _laid_out(text: str, data: st.DataObject) -> str:
    """``text`` with line breaks and comments inside its brackets."""
    made: list[str] = []
    depth = count = last = 0
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        start = starts[token.start[0] - 1] + token.start[1]
        end = starts[token.end[0] - 1] + token.end[1]
        made += (text[last:start], text[start:end])
        last = end
        depth += (
            (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        )
        opens = token.type == tokenize.OP and token.string in "([{,"
        if depth and opens and start > len(IMPORTS):
            way = data.draw(
                st.sampled_from(["", "", "\n    ", "  # {}\n        ", "\n  # {}\n      "])
            )
            count += "#" in way
            made.append(way.format(f"note {count}"))
    return "".join(made)


OLD = "from prefect.environments.storage import Docker"
DONE = "from prefect.storage import Docker"


@pytest.mark.parametrize(
    "odd", ["\fx = 1\n", "if x:\n    a\n\fb\n", "def f():\n    a\n\f    b = 1\n"]
)
def test_what_libcst_does_not_print_back_stays_where_nothing_is_edited(odd: str) -> None:
    assert cst.parse_module(odd).code != odd
    assert rewrite_module(f"{OLD}\n\ny = 1\n{odd}", Options()).text == f"{DONE}\n\ny = 1\n{odd}"


@pytest.mark.parametrize(
    ("text", "line"), [(f"y = 1\n\f{OLD}\n", 2), (f"def f():\n    {OLD}\n\f    b = 1\n", 1)]
)
def test_what_libcst_does_not_print_back_is_not_edited(text: str, line: int) -> None:
    with pytest.raises(Refusal, match="print it back") as raised:
        rewrite_module(text, Options())
    assert raised.value.line == line


def test_a_last_comment_that_libcst_puts_elsewhere_stays() -> None:
    text = f"{OLD}\n\n  # last"
    assert cst.parse_module(text).code != text
    assert rewrite_module(text, Options()).text == f"{DONE}\n\n  # last"


@pytest.mark.parametrize("value", ["a\n+ b", "make\n(x)", "a or\n b", "make(\nx)", "(a\n+ b)"])
def test_a_value_over_several_lines_stays_one(value: str) -> None:
    text = (
        "from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
        f'flow = Flow("a")\nflow.environment = LocalEnvironment(executor={value})\n'
    )
    last = ast.parse(rewrite_module(text, Options()).text).body[-1]
    assert isinstance(last, ast.Assign)
    assert ast.dump(last.value) == ast.dump(ast.parse(f"({value})", mode="eval").body)


@pytest.mark.parametrize(
    "provider", ["A", "mine.A", "found[0]", "A if x else B", "A or B", "(A or B)", "lambda: A()"]
)
def test_all_of_a_provider_is_called(provider: str) -> None:
    text = (
        "from prefect import Flow\nfrom prefect.environments import DaskCloudProviderEnvironment\n"
        'from prefect.environments.storage import Docker\n\nflow = Flow("a", storage=Docker())\n'
        f"flow.environment = DaskCloudProviderEnvironment(provider_class={provider})\n"
    )
    last = ast.parse(rewrite_module(text, Options()).text).body[-1]
    lazy = next(node for node in ast.walk(last) if isinstance(node, ast.Lambda))
    assert isinstance(lazy.body, ast.Call)
    assert ast.dump(lazy.body.func) == ast.dump(ast.parse(f"({provider})", mode="eval").body)
