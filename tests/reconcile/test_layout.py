from __future__ import annotations

from textwrap import dedent

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.model import Grade, Outcome, Source
from prefect_migrate.reconcile.direction import infer_direction
from prefect_migrate.settings import Settings


def run(text: str, path: str = "page.md", **settings: str) -> Outcome:
    outcome = migrate_text(dedent(text), path, Settings(**settings))  # type: ignore[arg-type]
    assert outcome.refusal is None, outcome.refusal
    return outcome


FLOWS = """\
    # Recipe

    ```python
    <<<<<<< HEAD
    from prefect import Flow, task
    from prefect.run_configs import LocalRun
    =======
    from prefect import Flow, task
    from prefect.environments import LocalEnvironment
    >>>>>>> old


    @task
    def hello():
        return 1


    <<<<<<< HEAD
    with Flow("f", run_config=LocalRun()) as flow:
        hello()
    =======
    flow = Flow("f", environment=LocalEnvironment())
    flow.add_task(hello)
    >>>>>>> old
    ```
    """


def test_flows_equal_after_the_codemods_take_the_newer_text() -> None:
    outcome = run(FLOWS)
    assert outcome.text == dedent("""\
        # Recipe

        ```python
        from prefect import Flow, task
        from prefect.run_configs import LocalRun


        @task
        def hello():
            return 1


        with Flow("f", run_config=LocalRun()) as flow:
            hello()
        ```
        """)
    assert [d.grade for d in outcome.decisions] == [Grade.EQUIVALENT]


def test_flows_that_differ_stay_in_markers_around_whole_blocks() -> None:
    outcome = run(FLOWS.replace("flow.add_task(hello)", "flow.add_task(goodbye)"))
    assert len(outcome.remaining) == 1
    assert outcome.remaining[0].line == 3
    lines = outcome.text.splitlines()
    assert lines[2:4] == ["<<<<<<< HEAD", "```python"]
    again = parse_conflicts(Source("page.md", outcome.text))
    for side in ("ours", "theirs"):
        variant = again.variants[side]
        assert variant is not None
        assert variant.text.count("```") == 2
    assert run(outcome.text).text == outcome.text


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_the_user_may_prefer_a_side(side: str) -> None:
    outcome = run(FLOWS.replace("flow.add_task(hello)", "hello.bind(x=1, flow=flow)"), prefer=side)
    assert not outcome.remaining
    assert "user" in {d.rule for d in outcome.decisions}
    assert ("add_task" not in outcome.text) and "<<<" not in outcome.text
    assert ("hello.bind" in outcome.text) == (side == "theirs")
    assert "LocalEnvironment" not in outcome.text


PROSE = """\
    <<<<<<< HEAD
    # New title

    All of this is written
    for the new release, see [docs](/orchestration/flow_config/storage.md).
    =======
    # Old title

    All of this is written for the new release, see [docs](/orchestration/execution/storage_options.html).

    A word that only the old page says.
    >>>>>>> old

    ## Common
    """


def test_prose_follows_the_newer_side_and_what_is_dropped_is_quoted() -> None:
    outcome = run(PROSE)
    assert outcome.text.startswith("# New title\n\nAll of this is written\nfor")
    assert outcome.text.endswith(".\n\n## Common\n")
    layout, title, text, dropped = outcome.decisions
    assert (layout.kind, layout.action) == ("layout", "ours")
    assert title.grade is Grade.POLICY
    assert text.grade is Grade.EQUIVALENT
    assert "A word that only the old page says." in dropped.dropped[0]
    assert dropped.ours is None
    assert dropped.theirs == (11, 11)


def test_the_sides_may_be_swapped() -> None:
    text = dedent(PROSE)
    ours, theirs = text.split("=======\n")[0].split("\n", 1)[1], text.split("=======\n")[1]
    theirs, rest = theirs.split(">>>>>>> old\n")
    outcome = run(f"<<<<<<< a\n{theirs}=======\n{ours}>>>>>>> b\n{rest}")
    assert outcome.text == run(PROSE).text
    assert outcome.direction is not None
    assert outcome.direction.newer == "theirs"


def test_without_a_direction_what_differs_stays() -> None:
    outcome = run(PROSE, prefer="none")
    assert len(outcome.remaining) == 1
    assert outcome.decisions == ()
    assert outcome.text == dedent(PROSE)


def test_without_a_direction_the_same_words_are_no_conflict() -> None:
    text = """\
        <<<<<<< HEAD
        some words
        here
        =======
        some words here
        >>>>>>> x
        """
    outcome = run(text)
    assert outcome.text == "some words\nhere\n"
    assert [d.rule for d in outcome.decisions] == ["equal-text"]


def test_a_container_is_one_block() -> None:
    text = """\
        <<<<<<< HEAD
        ::: tip One
        =======
        ::: warning Two
        >>>>>>> x
        body
        :::
        """
    outcome = run(text)
    assert outcome.text == dedent("""\
        <<<<<<< HEAD
        ::: tip One
        body
        :::
        =======
        ::: warning Two
        body
        :::
        >>>>>>> x
        """)


def test_three_way_takes_what_only_one_side_changed() -> None:
    text = """\
        <<<<<<< HEAD
        # Title changed
        ||||||| base
        # Title
        =======
        # Title
        >>>>>>> x

        middle

        <<<<<<< HEAD
        words
        ||||||| base
        words
        =======
        other words
        >>>>>>> x
        """
    outcome = run(text)
    assert outcome.text == "# Title changed\n\nmiddle\n\nother words\n"
    assert {d.rule for d in outcome.decisions} == {"three-way"}


def test_contradicting_signs_give_no_direction() -> None:
    both = "LocalEnvironment() KubernetesRun()"
    text = f"<<<<<<< a\n{both}\n=======\nflow = {both}\n>>>>>>> b\n"
    direction = infer_direction(parse_conflicts(Source("a.md", text)), Settings())
    assert direction.newer is None
    assert direction.evidence


def test_a_python_file_equal_after_the_codemods() -> None:
    body = "\n".join(line[4:] for line in FLOWS.split("```python\n")[1].split("\n")[:-2])
    outcome = run(body.replace("    ```", "") + "\n", path="flow.py")
    assert "LocalEnvironment" not in outcome.text
    assert "<<<" not in outcome.text
    assert [d.grade for d in outcome.decisions] == [Grade.EQUIVALENT]


def test_other_files_keep_what_is_not_equal() -> None:
    text = "a\n<<<<<<< x\nb  \n=======\nb\n>>>>>>> y\nc\n<<<<<<< x\n1\n=======\n2\n>>>>>>> y\n"
    outcome = run(text, path="notes.txt")
    assert outcome.text == "a\nb  \nc\n<<<<<<< x\n1\n=======\n2\n>>>>>>> y\n"
    assert outcome.remaining[0].line == 4


def test_with_a_base_each_passage_is_merged_by_itself() -> None:
    text = """\
        <<<<<<< HEAD
        Words of the first paragraph, changed here.

        Some second text that nobody would change.

        Gone in theirs only, a third thing.
        ||||||| base
        Words of the first paragraph.

        Some second text that nobody would change.

        Gone in theirs only, a third thing.

        Gone in ours, something quite different.
        =======
        Words of the first paragraph.

        Some second text that somebody did change.

        Gone in ours, something quite different.
        >>>>>>> x
        """
    outcome = run(text)
    assert outcome.text == (
        "Words of the first paragraph, changed here.\n\n"
        "Some second text that somebody did change.\n"
    )
    assert {d.rule for d in outcome.decisions} == {"three-way"}


def test_a_fact_of_a_manifest_in_code_that_stays_is_not_lost() -> None:
    text = """\
        <<<<<<< HEAD
        ```python
        from prefect.run_configs import LocalRun

        M = '''
        =======
        ```yaml
        >>>>>>> old
        apiVersion: v1
        kind: Service
        metadata:
          name: a
        <<<<<<< HEAD
        '''
        print(M, 1)
        ```
        =======
          labels:
            kept: "yes"
        ```

        ```python
        from prefect.environments import LocalEnvironment

        print(2)
        ```
        >>>>>>> old
        """
    outcome = run(text)
    assert len(outcome.remaining) == 1
    theirs = parse_conflicts(Source("page.md", outcome.text)).variant("theirs").text
    assert 'kept: "yes"' in theirs
    assert not any(d.kind == "manifest" for d in outcome.decisions)
