"""New code in the place of old: its lines, its columns and the comments of its parts."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.options import Options
from prefect_codemods.python.splicing import Place, is_pragma, move_columns

HEAD = """\
from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment

"""
LONG = "b" * 80
# What stands behind the imports, before and after.
LAYOUTS = {
    "a name is not the indentation of its line": (
        """\
X = Flow("a")
X.environment = LocalEnvironment(metadata={"image": "i"}, labels=["{long}"])
""",
        """\
X = Flow("a")
X.run_config = KubernetesRun(
    image="i",
    labels=["{long}"],
)
""",
    ),
    "a line that was long before": (
        """\
flow = Flow("a", environment=LocalEnvironment(metadata={"image": "i"}, labels=["{long}"]))
""",
        """\
flow = Flow("a", run_config=KubernetesRun(image="i", labels=["{long}"]))
""",
    ),
    "a note within a list, and a name that is no indentation": (
        """\
X = Flow("a", environment=LocalEnvironment(metadata={"image": "i"}, labels=[  # one
    "b",
]))
""",
        """\
X = Flow("a", run_config=KubernetesRun(
    image="i",
    labels=[  # one
        "b",
    ],
))
""",
    ),
    "lines within a string": (
        """\
flow = Flow("a", environment=LocalEnvironment(metadata={"image": '''
i'''}, labels=["b"]))
""",
        """\
flow = Flow("a", run_config=KubernetesRun(
    image='''
i''',
    labels=["b"],
))
""",
    ),
    "hanging lines": (
        """\
flow = Flow("a", environment=LocalEnvironment(metadata={"image": f(a,
                                                                  c)},
                                              labels=["b",
                                                      "c"],
                                              executor=DaskExecutor()))
""",
        """\
flow = Flow(
    "a",
    executor=DaskExecutor(),
    run_config=KubernetesRun(
        image=f(a,
               c),
        labels=["b",
                "c"],
    ),
)
""",
    ),
    "notes above and behind": (
        """\
flow = Flow("a", environment=LocalEnvironment(
    metadata={"image": "i"},  # the image
    # of which agents
    # and which not
    labels=["b"],
    executor=DaskExecutor(),
))
""",
        """\
# the image
flow = Flow("a", executor=DaskExecutor(), run_config=KubernetesRun(
    image="i",
    # of which agents
    # and which not
    labels=["b"],
))
""",
    ),
    "notes of what is dropped": (
        """\
flow = Flow("a", environment=LocalEnvironment(
    metadata={  # no more
        "image": "i",  # the image
    },  # of all
    labels=["b"],  # agents
))
""",
        """\
# no more
# of all
flow = Flow("a", run_config=KubernetesRun(
    image="i",  # the image
    labels=["b"],  # agents
))
""",
    ),
    "notes for linters": (
        """\
flow = Flow("a", environment=LocalEnvironment(
    metadata={"image": "i",  # noqa
    },
    labels=["b"],  # type: ignore
))  # noqa: E501
""",
        """\
flow = Flow("a", run_config=KubernetesRun(
    image="i",
    labels=["b"],
))  # noqa: E501
""",
    ),
    "notes of two parts of one argument": (
        """\
Flow(
    "a",
    environment=LocalEnvironment(
        labels=["b"],  # which agents
        # the cluster
        executor=DaskExecutor(address="a"),  # of tests
    ),  # here
    # there
    result=1,
)
""",
        """\
Flow(
    "a",
    # the cluster
    executor=DaskExecutor(address="a"),  # of tests
    run_config=UniversalRun(
        labels=["b"],  # which agents
    ),  # here
    # there
    result=1,
)
""",
    ),
    "a line that ends behind the call": (
        """\
Flow("a", environment=LocalEnvironment(
        labels=["b"],  # which agents
        # the cluster
        executor=DaskExecutor(address="a",
                              debug=True),  # of tests
    ), # here
    result=1)
""",
        """\
# the cluster
# of tests
Flow("a", executor=DaskExecutor(address="a",
                                debug=True), run_config=UniversalRun(
    labels=["b"],  # which agents
), # here
    result=1)
""",
    ),
    "nothing else": (
        """\
Flow(environment=LocalEnvironment())
Flow("a", environment=LocalEnvironment(),)
Flow(
    environment=LocalEnvironment(),  # none
)
""",
        """\
Flow()
Flow("a",)
# none
Flow()
""",
    ),
    "the last of several": (
        """\
Flow(
    "a",
    # old
    environment=LocalEnvironment(executor=DaskExecutor()),  # why
)
""",
        """\
Flow(
    "a",
    # old
    executor=DaskExecutor(),  # why
)
""",
    ),
    "two on one line": (
        """\
Flow(
    "a", environment=LocalEnvironment(executor=DaskExecutor()),  # why
    result=1  # none
)
""",
        """\
Flow(
    "a", executor=DaskExecutor(),  # why
    result=1  # none
)
""",
    ),
    "arguments of different lines": (
        """\
flow = Flow("a", environment=LocalEnvironment(metadata={"image": "i"},
    labels=["b"]))
""",
        """\
flow = Flow("a", run_config=KubernetesRun(
    image="i",
    labels=["b"],
))
""",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str, newline: str) -> None:
    before, after = (text.replace("{long}", LONG) for text in LAYOUTS[name])
    made = rewritten((HEAD + before).replace("\n", newline))
    assert made.partition(newline * 2)[2] == after.replace("\n", newline)


def rewritten(text: str) -> str:
    return rewrite(text, "python", Options(agent="kubernetes")).text


# A bracket or a comma may follow: what is new on a line of its own leaves room for it.
@pytest.mark.parametrize(("length", "broken"), [(119, False), (120, True)])
def test_only_lines_that_are_too_long_are_broken(length: int, broken: bool) -> None:
    label = "b" * (length - len('flow.run_config = KubernetesRun(image="i", labels=[""])'))
    environment = f'LocalEnvironment(metadata={{"image": "i"}}, labels=["{label}"])'
    made = rewritten(f"{HEAD}flow.environment = {environment}\n").splitlines()[-1]
    assert len(made) == (1 if broken else length)


# In brackets that stand on several lines already, a line may be as long as for Black.
@pytest.mark.parametrize(("length", "broken"), [(88, False), (89, True)])
def test_lines_that_were_broken_before_stay_short(length: int, broken: bool) -> None:
    label = "b" * (length - len('    run_config=KubernetesRun(image="i", labels=[""]),'))
    environment = f'LocalEnvironment(\n    metadata={{"image": "i"}}, labels=["{label}"])'
    made = rewritten(f'{HEAD}Flow(\n    "a",\n    environment={environment},\n)\n').splitlines()
    assert ("    run_config=KubernetesRun(" in made) == broken
    assert broken or max(map(len, made)) == length


@pytest.mark.parametrize(
    "comment",
    [
        *("# noqa", "#noqa: E501", "# NOQA", "# type: ignore[arg-type]", "# pylint: disable=x"),
        *("# isort: skip", "# pragma: no cover", "# pyright: basic", "# mypy: ignore-errors"),
    ],
)
def test_notes_for_linters(comment: str) -> None:
    assert is_pragma(comment)


@pytest.mark.parametrize("comment", ["# why", "# see noqa", "# mypy", "#", "# types: two"])
def test_other_notes(comment: str) -> None:
    assert not is_pragma(comment)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Below the bracket, whose column is new.
        ("f(a,\n      b)", "f(a,\n    b)"),
        # Exactly at the column of the expression: it does not hang below it.
        ("f(a,\n    b)", "f(a,\n    b)"),
        # Inside a string nothing is moved, and blank lines stay empty.
        ('f("""\n      a\n""",\n\n      b)', 'f("""\n      a\n""",\n\n    b)'),
        # What stands further left than the line stays.
        ("f(\n  a)", "f(\n  a)"),
    ],
)
def test_inner_lines_move_with_their_expression(text: str, wanted: str) -> None:
    assert move_columns(text, Place("", 4), Place("", 2)) == wanted


def test_inner_lines_move_with_the_indentation_of_their_line() -> None:
    text = "f(\n        a,\n  b,\n    )"
    assert move_columns(text, Place("    ", 8), Place("  ", 6)) == "f(\n      a,\n  b,\n  )"
