"""The advice for an environment that can't be translated fits the place where it stands."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.findings import Level
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


HANDLER = "prefect.engine.result_handlers"


@pytest.mark.parametrize(
    ("code", "rule", "advice"),
    [
        (
            f"from {HANDLER} import S3ResultHandler as H\n\n\ndef f(it: H): ...\n",
            "PM241",
            "annotate",
        ),
        (
            f"from {HANDLER} import S3ResultHandler as H\n\nisinstance(it, (H, int))\n",
            "PM241",
            "ask",
        ),
        (f"from {HANDLER} import S3ResultHandler as H\n\nall_of_them = [H]\n", "PM241", "use `"),
        ('path = "prefect.engine.executors.SynchronousExecutor"\n', "PM270", "name `prefect.ex"),
        ('path = "prefect.environments.LocalEnvironment"\n', "PM270", "set `flow.executor`"),
        (
            'path = "prefect.engine.result_handlers.ResultHandler.read"\n',
            "PM270",
            "name `prefect.engine.re",
        ),
        ('def f(it: "prefect.environments.Environment"): ...\n', "PM270", "annotate with"),
    ],
)
def test_by_place_of_other_names(code: str, rule: str, advice: str) -> None:
    (found,) = helps(code, rule)
    assert found.startswith(advice)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("def f(it: Flow): it.environment\n", Level.ERROR),
        ('def f(it: "Flow"): it.environment\n', Level.ERROR),
        ('def f(it: "Optional[Flow]"): it.environment = there()\n', Level.ERROR),
        ("class Own(Flow):\n    def f(self): self.environment\n", Level.ERROR),
        (
            "class Own(Flow):\n    environment = 1\n    def f(self): self.environment\n",
            Level.MANUAL,
        ),
        ('def f(flow: "Workflow"): flow.environment\n', Level.MANUAL),
        ("def f(flow): flow.environment\n", Level.MANUAL),
    ],
)
def test_a_flow_is_known_by_its_annotation_and_class(code: str, level: Level) -> None:
    done = rewrite(HEAD + code, "python", Options())
    assert {found.level for found in done.diagnostics if found.rule == "PM230"} == {level}
