"""The private parts of LibCST that we use are as our modules take them to be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import libcst as cst
import pytest
from libcst._nodes.internal import CodegenState

import prefect_codemods
from prefect_codemods.python import libcst_internals
from prefect_codemods.python.libcst_internals import record_places

CASES = Path(__file__).parents[1] / "cases"
CODE = "if a:\n    b = [1,\n         2]  # c\n"


def test_what_is_printed_is_the_code() -> None:
    module = cst.parse_module(CODE)
    assert "".join(record_places(module, module.body[0]).tokens) == CODE


@pytest.mark.parametrize(
    "code", ["", CODE, "a = (  # c\n    b\n)", "def f(\n", "\f\tx", "é = 1\r\n"]
)
def test_a_text_is_parsed_as_libcst_parses_it(code: str) -> None:
    def parsed(parse: Callable[[str], cst.Module]) -> str:
        try:
            return repr(parse(code))
        except cst.ParserSyntaxError as error:
            return str(error)

    assert parsed(libcst_internals.parse_text) == parsed(cst.parse_module)


def test_the_parser_imports_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    # As it would be with a release whose parser takes nodes from elsewhere.
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    libcst_internals._import_unless_there("colorsys", {}, {}, [], 0)
    assert "colorsys" in sys.modules


def test_every_node_that_is_printed_has_its_place() -> None:
    module = cst.parse_module(CODE)
    state = record_places(module, module.body[0])
    statement = module.body[0]
    assert isinstance(statement, cst.If)
    start, end = state.starts[id(statement.test)], state.ends[id(statement.test)]
    assert "".join(state.tokens[start:end]) == "a"
    assert state.outer_ends[id(statement)] == len(state.tokens)
    assert [comment.value for comment in state.comments] == ["# c"]
    assert "pop_trailing_newline" in dir(CodegenState)


class Usual(libcst_internals.Recorder):
    """Prints as LibCST does, and notes the same by the hooks that it has for it."""

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.outer_starts[id(node)] = len(self.tokens)
        if isinstance(node, cst.Comment):
            self.comments.append(node)

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.outer_ends[id(node)] = len(self.tokens)


def test_places_are_those_of_the_usual_printing() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted(CASES.glob("f*/*/input.py")))
    code += (
        "((a) . b)(c, *( d ), e = [(f)], ** g)  # c\nx = yield_ if (not (y)) else (lambda: ((z)))\n"
        "@ ( deco )\nclass C ( B , m = 1 ) : x : int = 1 ; y = ( # c\n 2 ) ; del z\n"
    )
    module = cst.parse_module(code)
    found = [record_places(module, statement) for statement in module.body]
    for statement, mine in zip(module.body, found, strict=True):
        usually = record_places(module, statement, Usual)
        assert mine.tokens == usually.tokens
        assert (mine.starts, mine.ends) == (usually.starts, usually.ends)
        assert (mine.outer_starts, mine.outer_ends) == (usually.outer_starts, usually.outer_ends)
        assert mine.comments == usually.comments


def test_only_two_modules_use_them() -> None:
    folder = Path(prefect_codemods.__path__[0])
    users = {
        path.name
        for path in folder.rglob("*.py")
        if any(
            word in path.read_text("utf-8") for word in ("libcst._", "._codegen", "CodegenState")
        )
    }
    assert users == {"libcst_import.py", "libcst_internals.py"}


def test_rules_are_imported_without_libcst() -> None:
    code = (
        "import sys\n"
        "from prefect_codemods import registry\n"
        "assert registry.known_rules()\n"
        "assert 'libcst' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_finding_rules_loads_nothing_of_the_merge() -> None:
    code = (
        "import sys\n"
        "from prefect_codemods import registry\n"
        "assert registry.known_rules()\n"
        "assert not [m for m in sys.modules if '.flow_graph' in m]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
