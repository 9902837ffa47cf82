"""What people read in a pipe and on a terminal."""

from __future__ import annotations

from dataclasses import replace

from prefect_codemods.findings import Change, Diagnostic, Level
from prefect_migrate import migrate_text
from prefect_migrate.model import Decision, Direction, Grade, Outcome, Refusal, Remaining, Source
from prefect_migrate.reports.full import Full
from prefect_migrate.reports.interface import ReportFormat, Tally
from prefect_migrate.reports.style import Style, terminal_columns
from prefect_migrate.reports.text import Concise
from prefect_migrate.reports.word_marks import coloured_diff, word_marks

FULL = Outcome(
    Source("flow.md", "old"),
    "new",
    changes=(Change("PM110", "storage moved", 14), Change("PM101", "environment went", 12, 5)),
    decisions=(
        Decision(
            "1", "flow", "ETL", "theirs", "flow-graph", Grade.EQUIVALENT, "same graph", ("7 tasks",),
            ours=(3, 5),
        ),
    ),
    diagnostics=(
        Diagnostic("PM201", "callback lost", 7, 3, Level.ERROR, "use a state handler"),
        Diagnostic("PM901", "nothing to ignore", 8, 1, Level.NOTE),
    ),
    remaining=(Remaining("2", 20, "both sides changed it", "edit it by hand"),),
    direction=Direction("theirs", ("theirs uses run configs", "ours has LocalEnvironment")),
)  # fmt: skip

FLOW = """\
from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments.storage import Docker
from prefect.environments import LocalEnvironment

flow = Flow("etl")
flow.storage = Docker(image_name="a rather long name of an image, for a line that does not fit in")
flow.environment = LocalEnvironment(executor=DaskExecutor(), labels=["prod"])
"""

CONFLICT = """\
apiVersion: v1
kind: Pod
metadata:
  name: worker
spec:
  containers:
    - name: worker
<<<<<<< HEAD
      image: prefecthq/prefect:1.4.1
=======
      image: prefecthq/prefect:0.13.19
>>>>>>> old
"""


def tally(*outcomes: Outcome, written: bool = True) -> Tally:
    made = Tally(written=written)
    for outcome in outcomes:
        made = made.plus(outcome)
    return made


def test_a_line_for_each_finding() -> None:
    report: ReportFormat = Concise()
    assert report.outcome(FULL) == (
        "flow.md: the newer side is theirs\n"
        "    theirs uses run configs\n"
        "flow.md:12:5: PM101 [*] environment went\n"
        "flow.md:14:1: PM110 [*] storage moved\n"
        "flow.md:3: flow-graph [equivalent] flow ETL: take theirs\n"
        "    same graph\n"
        "flow.md:7:3: PM201 error: callback lost\n"
        "    use a state handler\n"
        "flow.md: 1 conflict left; its line in the result:\n"
        "flow.md:20: conflict 2 needs your attention: both sides changed it\n"
        "    edit it by hand\n"
    )


def test_verbose_says_more() -> None:
    said = Concise(Style(1)).outcome(FULL)
    for words in ("ours has LocalEnvironment", "7 tasks", "PM901 note: nothing to ignore"):
        assert words in said
    assert Concise(Style(1)).outcome(Outcome(Source("a.py", ""), "")) == (
        "a.py: nothing to migrate\n"
    )


def test_quiet_says_what_is_left_and_which_files_would_change() -> None:
    quiet = Concise(Style(-1))
    said = quiet.outcome(FULL)
    assert "PM201" in said
    assert "conflict 2 needs" in said
    assert "PM101" not in said
    assert "flow-graph" not in said
    assert "would change" not in said
    assert quiet.end(Tally()) == ""
    checking = Concise(Style(-1, writes=False))
    assert "flow.md: would change\n" in checking.outcome(FULL)


def test_a_refusal_is_one_line() -> None:
    refused = Outcome.refused(Source("a.py", ""), Refusal("bad", 3, 4, "fix it"))
    for report in (Concise(), Full()):
        assert report.outcome(refused) == "a.py:3:4: error: bad; fix it\n"


def test_prose_with_one_reason_is_told_once() -> None:
    made = [
        Decision(str(n), "prose", f"part {n}", "ours", "newer-wins", Grade.POLICY, why, ours=(n, n))
        for n, why in ((2, "gone"), (4, "new"), (9, "new"))
    ]
    outcome = Outcome(Source("a.md", "old"), "new", decisions=tuple(made))
    assert Concise().outcome(outcome) == (
        "a.md:2: newer-wins [policy] prose part 2: take ours (id 2)\n    gone\n"
        "a.md:4,9: newer-wins [policy] prose in 2 places: take ours (ids 4, 9)\n    new\n"
    )
    assert "a.md:9: newer-wins [policy] prose part 9: take ours" in (
        Concise(Style(1)).outcome(outcome)
    )


def test_the_sum() -> None:
    nothing = Outcome(Source("a.py", ""), "")
    assert Concise().end(tally(FULL, nothing)) == (
        "Fixed 2 findings and made 1 decision in 1 file; 2 need your attention. "
        "--verbose shows 1 note.\n"
    )
    assert "note" not in Concise(Style(1)).end(tally(FULL))
    assert Concise().end(tally(FULL, written=False)).startswith("Would fix 2 findings and make 1")
    refused = Outcome.refused(Source("a.py", ""), Refusal("bad"))
    assert Concise().end(tally(refused)) == "1 file could not be migrated.\n"
    assert Concise().end(tally(nothing)) == "Nothing to migrate in 1 file.\n"
    assert Concise().end(Tally()) == "No files to migrate found.\n"
    left = replace(FULL, text="old", changes=(), decisions=(), diagnostics=())
    assert Concise().end(tally(left)) == "1 finding needs your attention.\n"


def test_full_shows_the_lines_before_and_after_and_the_path_once() -> None:
    outcome = migrate_text(FLOW, "flow.py")
    said = Full().outcome(outcome)
    assert said.count("flow.py") == 1
    assert "  2:38 PM120 executors-moved [*]" in said
    assert "      2 | - from prefect.engine.executors import DaskExecutor" in said
    assert "      2 | + from prefect.executors import DaskExecutor" in said


def test_full_fits_the_terminal() -> None:
    for width in (60, 80):
        for text, path in ((FLOW, "flow.py"), (CONFLICT, "pod.yaml")):
            outcome = migrate_text(text, path)
            full = Full(Style(1, width=width))
            for line in (full.outcome(outcome) + full.end(tally(outcome))).splitlines():
                assert terminal_columns(line) <= width, line


def test_full_shows_both_sides_of_a_decision() -> None:
    said = Full().outcome(migrate_text(CONFLICT, "pod.yaml"))
    assert "ours (HEAD)" in said
    assert "      9 | +       image: prefecthq/prefect:1.4.1" in said
    assert "theirs (old)" in said
    assert "     11 | -       image: prefecthq/prefect:0.13.19" in said
    assert "=======" not in said


def test_full_marks_the_place_of_what_needs_attention() -> None:
    text = "from prefect.environments import Environment\n\ne = Environment()\n"
    outcome = migrate_text(text, "flow.py")
    (found, *_) = (d for d in outcome.diagnostics if d.level is not Level.NOTE)
    assert found.end_line == found.line
    lines = Full().outcome(outcome).splitlines()
    under = next(i for i, line in enumerate(lines) if "^" in line)
    marked = lines[under - 1][lines[under].index("^") : lines[under].rindex("^") + 1]
    source = text.splitlines()[found.line - 1]
    assert marked == source[found.column - 1 : found.end_column - 1]


def test_full_ends_with_what_was_found_and_what_to_type() -> None:
    made = Full(Style(command="prefect-migrate flows")).end(tally(FULL, written=False))
    assert made.startswith("Found 5 findings (3 would be fixed, 2 need your attention).\n")
    assert "--verbose shows 1 note.\n" in made
    assert "[*] marks what the tool fixes.\n" in made
    assert "To apply the fixes: prefect-migrate flows\n" in made
    assert "To decide one by one: prefect-migrate review flows\n" in made
    assert "prefect-migrate undo" in Full().end(tally(FULL))
    assert Full().end(tally(Outcome(Source("a.py", ""), ""))) == "Nothing to migrate in 1 file.\n"


def test_colour_only_where_asked() -> None:
    assert "\x1b" not in Concise(Style(1)).outcome(FULL) + Full(Style(1)).outcome(FULL)
    assert "\x1b[" in Concise(Style(1, colour=True)).outcome(FULL)
    assert "\x1b[" in Full(Style(colour=True)).outcome(migrate_text(FLOW, "flow.py"))


def test_words_that_differ_are_marked() -> None:
    old, new = word_marks("a = Docker(x)", "a = GCS(x)")
    assert [part for part, differs in old if differs] == ["Docker"]
    assert [part for part, differs in new if differs] == ["GCS"]
    shown = coloured_diff(
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a = b(x)\n+a = c(x)\n", Style(colour=True)
    )
    assert "\x1b[31;7mb\x1b[0m" in shown
    assert "\x1b[32;7mc\x1b[0m" in shown
