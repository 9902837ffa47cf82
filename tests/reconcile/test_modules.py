from __future__ import annotations

from textwrap import dedent

from prefect_migrate import migrate_text
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.model import Grade, Source
from prefect_migrate.settings import Settings

MODULE = dedent("""\
    <<<<<<< HEAD
    import os

    from prefect import Flow, task
    from prefect.run_configs import KubernetesRun
    =======
    import sys

    from prefect import Flow, task
    from prefect.environments import LocalEnvironment
    >>>>>>> old


    @task
    def a():
    <<<<<<< HEAD
        return os.getpid()
    =======
        return sys.argv
    >>>>>>> old


    <<<<<<< HEAD
    with Flow("x", run_config=KubernetesRun()) as flow:
        a()
    =======
    with Flow("x", environment=LocalEnvironment()) as flow:
        a()
    >>>>>>> old
    """)


def test_only_what_differs_in_meaning_stays() -> None:
    outcome = migrate_text(MODULE, "flow.py")
    assert len(outcome.remaining) == 1
    assert outcome.text == dedent("""\
        import os
        import sys

        from prefect import Flow, task
        from prefect.run_configs import KubernetesRun


        @task
        def a():
        <<<<<<< HEAD
            return os.getpid()
        =======
            return sys.argv
        >>>>>>> old


        with Flow("x", run_config=KubernetesRun()) as flow:
            a()
        """)
    assert migrate_text(outcome.text, "flow.py").text == outcome.text


def test_lines_of_the_older_side_keep_their_origin() -> None:
    outcome = migrate_text(MODULE, "flow.py")
    (line,) = (line for line in outcome.lines if line.text == "import sys\n")
    assert (line.origin.source, line.origin.line) == ("theirs", 6)


def test_the_preferred_side_takes_the_rest() -> None:
    outcome = migrate_text(MODULE, "flow.py", Settings(prefer="theirs"))
    assert not outcome.remaining
    assert "sys.argv" in outcome.text
    assert "LocalEnvironment" not in outcome.text


def test_a_base_merges_two_fences_by_statement() -> None:
    page = dedent("""\
        # Page

        ```python
        import os


        <<<<<<< HEAD
        def a():
            return "a changed"


        def b():
            return "b"
        ||||||| base
        def a():
            return "a"


        def b():
            return "b"
        =======
        def a():
            return "a"


        def b():
            return "b changed"
        >>>>>>> x
        ```
        """)
    outcome = migrate_text(page, "page.md")
    assert outcome.text == (
        "# Page\n\n```python\nimport os\n\n\n"
        'def a():\n    return "a changed"\n\n\ndef b():\n    return "b changed"\n```\n'
    )
    assert {d.rule for d in outcome.decisions} == {"three-way"}


def test_a_side_that_is_not_python_is_left_conflict_by_conflict() -> None:
    text = MODULE.replace("return sys.argv", "return (sys.argv")
    outcome = migrate_text(text, "flow.py")
    assert outcome.text == text
    assert all("not valid Python" in r.reason for r in outcome.remaining)


def test_both_sides_alone_are_python() -> None:
    outcome = migrate_text(MODULE, "flow.py")
    again = parse_conflicts(Source("flow.py", outcome.text))
    for side in ("ours", "theirs"):
        compile(again.variant(side).text, side, "exec")
    grades = {d.grade for d in outcome.decisions}
    assert Grade.NEEDS_REVIEW not in grades
