"""A text of twice the length takes twice the work: calls of functions are counted, no time."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from functools import partial

import pytest

from prefect_codemods.migration import default_migration
from prefect_codemods.python.excerpt import make_excerpt
from prefect_migrate import migrate_text

IMPORT = "from prefect.environments.storage import Docker\n"
FLOW = """\
from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.engine.executors import DaskExecutor

flow = Flow("a")
"""
KINDS = {
    "fences that import the same": (
        "page.md",
        f"# Part\n\n```python\n{IMPORT}\nx = Docker()\n```\n\n",
    ),
    "fences of shell": ("page.md", "```sh\nprefect agent start docker\n```\n\n"),
    "cells of reST": (
        "page.rst",
        "Part\n\n.. code-block:: python\n\n    import x\n    " + IMPORT + "\n",
    ),
    "imports": ("flow.py", IMPORT),
    "functions that import": ("flow.py", f"def f():\n    {IMPORT}    return Docker()\n\n\n"),
    "commands in one sentence": ("page.md", "prefect agent start docker "),
    "hashes on lines that go on": ("page.md", "    # prefect agent start \\\n"),
    "commands": ("run.sh", "prefect agent start docker\n"),
    "documents": ("agent.yaml", "---\nargs: [prefect, agent, start, docker]\n"),
}
CONFLICTS = {
    # By the file's name: what stands before the conflicts, and in each of them and behind it.
    "notes.txt": ("", "new {n}\n", "old {n}\n", "old {n} more\n", "between\n"),
    "pyproject.toml": (
        "[tool.a]\n",
        "a{n} = 2\n",
        "a{n} = 1\n",
        "a{n} = 1\nb{n} = 2\n",
        "c{n} = 1\n",
    ),
    "setup.cfg": ("[a]\n", "a{n} = 2\n", "a{n} = 1\n", "a{n} = 1\nb{n} = 2\n", "c{n} = 1\n"),
    "a.json": (
        "{\n",
        '  "a{n}": 2,\n',
        '  "a{n}": 1,\n',
        '  "a{n}": 1,\n  "b{n}": 2,\n',
        '  "c{n}": 1,\n',
    ),
    "requirements.txt": ("", "a{n}==2\n", "a{n}==1\n", "a{n}==1\nb{n}==1\n", "c{n}\n"),
}


def calls(work: Callable[[], object]) -> int:
    """How many functions are called."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_text_is_twice_the_work(kind: str) -> None:
    path, part = KINDS[kind]
    migrate_text(part * 2, path)  # what is made once for all
    some = calls(partial(migrate_text, part * 40, path))
    more = calls(partial(migrate_text, part * 160, path))
    assert more < 6 * some, (some, more)


@pytest.mark.parametrize("path", CONFLICTS)
def test_twice_the_conflicts_are_twice_the_work(path: str) -> None:
    head, ours, base, theirs, between = CONFLICTS[path]
    end = '  "z": 1\n}\n' if path.endswith(".json") else ""
    part = f"<<<<<<< HEAD\n{ours}||||||| base\n{base}=======\n{theirs}>>>>>>> old\n{between}"

    def merge(count: int) -> None:
        parts = (part.replace("{n}", str(number)) for number in range(count))
        outcome = migrate_text(head + "".join(parts) + end, path)
        assert not outcome.refusal and (outcome.changed or path == "notes.txt")

    merge(3)  # what is made once for all
    some, more = calls(partial(merge, 30)), calls(partial(merge, 120))
    assert more < 6 * some, (some, more)


def test_functions_that_run_commands_are_looked_up_in_the_calls() -> None:
    def run(count: int) -> None:
        parts = (
            f'def run_{i}(words):\n    return call(["prefect", words])\n\n\nrun_{i}({"a(), " * 40})\n'
            for i in range(count)
        )
        migrate_text(IMPORT + 'KIND = "agent"\n' + "".join(parts), "flow.py")

    run(5)  # what is made once for all
    some, more = calls(partial(run, 40)), calls(partial(run, 160))
    assert more < 6 * some, (some, more)


@pytest.mark.parametrize("argument", ["", "executor=DaskExecutor()"])
def test_environments_of_one_flow_are_not_compared_with_each_other(argument: str) -> None:
    def assign(count: int) -> None:
        outcome = migrate_text(
            FLOW + f"flow.environment = LocalEnvironment({argument})\n" * count, "flow.py"
        )
        assert outcome.changed

    assign(5)  # what is made once for all
    some, more = calls(partial(assign, 40)), calls(partial(assign, 160))
    assert more < 6 * some, (some, more)


def test_what_is_added_together_is_looked_at_once() -> None:
    def add(count: int) -> None:
        sums = "".join(f"x{i} = x{i - 1} + x{i - 1}\n" for i in range(1, count))
        lists = "".join(f"y{i} = [{f'y{i - 1}, ' * 20}]\n" for i in range(1, count))
        start = f'{IMPORT}x0 = y0 = ["prefect", "agent"]\n'
        end = f"run(x{count - 1} + y{count - 1})\n"
        migrate_text(start + sums + lists + end, "flow.py")

    add(5)  # what is made once for all
    some, more = calls(partial(add, 40)), calls(partial(add, 160))
    assert more < 6 * some, (some, more)


def test_functions_that_call_each_other_are_looked_at_once() -> None:
    def choose(count: int) -> None:
        steps = [f"def step_{i}(one):\n    return step_{i + 1}(one)\n" for i in range(count)]
        text = "\n".join((IMPORT, *steps, "step_0(1)\n"))
        make_excerpt(text, ast.parse(text), default_migration())

    choose(20)  # what is made once for all
    some, more = calls(partial(choose, 100)), calls(partial(choose, 400))
    assert more < 6 * some, (some, more)


def test_a_value_of_many_origins_is_followed_once() -> None:
    """Each use sees every assignment, so that the square is what there is to see."""

    def branch(count: int) -> None:
        head = (
            "from prefect import Flow\nfrom prefect.engine.result_handlers import S3ResultHandler\n"
        )
        step = "    if more({}):\n        h = other\n        other = h\n"
        steps = "".join(step.format(i) for i in range(count))
        start = f"{head}h = other = S3ResultHandler('b')\nfor i in range(9):\n"
        migrate_text(f"{start}{steps}flow = Flow('x', result_handler=h)\n", "flow.py")

    branch(3)  # what is made once for all
    some, more = calls(partial(branch, 5)), calls(partial(branch, 20))
    assert more < 20 * some, (some, more)


def test_a_line_of_many_commands_ends() -> None:
    """With two ways to read each of them it would not."""
    outcome = migrate_text(f"# Prefect\n\n{'docker run ' * 60}prefects\n", "page.md")
    assert not outcome.changed
    assert not outcome.diagnostics
