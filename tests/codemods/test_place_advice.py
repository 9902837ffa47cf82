"""The advice for an environment that can't be translated fits the place where it stands."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.options import Options

HEAD = "from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"


def helps(code: str, rule: str) -> set[str]:
    done = rewrite(HEAD + code, "python", Options())
    return {found.help for found in done.diagnostics if found.rule == rule and found.line > 2}


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("def f(it: LocalEnvironment): ...\n", "annotate with"),
        ("def f() -> LocalEnvironment: ...\n", "annotate with"),
        ("it: LocalEnvironment\n", "annotate with"),
        ('def f(it: "LocalEnvironment"): ...\n', "annotate with"),
        ("class Mine(LocalEnvironment): ...\n", "drop the base class"),
        ("print(isinstance(it, LocalEnvironment))\n", "ask for the class of"),
        ("print(issubclass(it, (LocalEnvironment, str)))\n", "ask for the class of"),
        ("publish(LocalEnvironment())\n", "pass on an executor"),
        ("publish(env=LocalEnvironment)\n", "pass on an executor"),
        ("def f(it=LocalEnvironment()): ...\n", "make the default `None`"),
        ("f = lambda it=LocalEnvironment(): it\n", "make the default `None`"),
        ("LocalEnvironment()\n", "remove it"),
        ("ALL = [LocalEnvironment]\n", "set `flow.executor` and `flow.run_config` where"),
    ],
)
def test_by_place(code: str, advice: str) -> None:
    (found,) = helps(code, "PM205")
    assert found.startswith(advice)


def test_a_handler_of_ones_own() -> None:
    code = "import prefect\n\nclass Mine(prefect.engine.result_handlers.ResultHandler): ...\n"
    (found,) = helps(code, "PM250")
    assert found.startswith("write a subclass of `prefect.engine.result.Result`")
