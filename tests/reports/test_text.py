"""The account in words."""

from __future__ import annotations

from prefect_codemods.findings import Change, Diagnostic, Level
from prefect_migrate.model import Decision, Direction, Grade, Outcome, Refusal, Remaining, Source
from prefect_migrate.reports.interface import Report, Tally
from prefect_migrate.reports.text import Text

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


def test_the_account_of_a_file() -> None:
    report: Report = Text()
    assert report.outcome(FULL) == (
        "flow.md: the newer side is theirs\n"
        "    theirs uses run configs\n"
        "flow.md:12:5: PM101 [*] environment went\n"
        "flow.md:14:1: PM110 [*] storage moved\n"
        "flow.md:3: flow-graph [equivalent] flow ETL: take theirs\n"
        "    same graph\n"
        "flow.md:7:3: PM201 error: callback lost\n"
        "    use a state handler\n"
        "flow.md:20: conflict 2 is left: both sides changed it\n"
        "    edit it by hand\n"
    )


def test_verbose_says_more() -> None:
    said = Text(1).outcome(FULL)
    for words in ("ours has LocalEnvironment", "7 tasks", "PM901 note: nothing to ignore"):
        assert words in said
    assert Text(1).outcome(Outcome(Source("a.py", ""), "")) == "a.py: nothing to do\n"


def test_quiet_says_what_is_left_only() -> None:
    said = Text(-1).outcome(FULL)
    assert "PM201" in said
    assert "conflict 2 is left" in said
    assert "PM101" not in said
    assert "flow-graph" not in said
    assert Text(-1).end(Tally()) == ""


def test_a_refusal_is_one_line() -> None:
    refused = Outcome.refused(Source("a.py", ""), Refusal("bad", 3, 4, "mend it"))
    assert Text().outcome(refused) == "a.py:3:4: error: bad; mend it\n"


def test_prose_with_one_reason_is_told_once() -> None:
    made = [
        Decision(str(n), "prose", f"part {n}", "ours", "newer-wins", Grade.POLICY, why, ours=(n, n))
        for n, why in ((2, "gone"), (4, "new"), (9, "new"))
    ]
    outcome = Outcome(Source("a.md", "old"), "new", decisions=tuple(made))
    assert Text().outcome(outcome) == (
        "a.md:2: newer-wins [policy] prose part 2: take ours\n    gone\n"
        "a.md:4,9: newer-wins [policy] prose in 2 places: take ours\n    new\n"
    )
    assert "a.md:9: newer-wins [policy] prose part 9: take ours" in Text(1).outcome(outcome)


def test_the_sum() -> None:
    tally = Tally(written=True).plus(FULL).plus(Outcome(Source("a.py", ""), ""))
    assert Text().end(tally) == "1 file changed, 1 file left as it is, 2 things left for you.\n"
    tally = Tally().plus(Outcome.refused(Source("a.py", ""), Refusal("bad")))
    assert Text().end(tally) == "1 file could not be migrated.\n"


def test_the_sum_of_nothing() -> None:
    assert Text().end(Tally()) == "nothing to do.\n"


def test_colour_only_where_asked() -> None:
    assert "\x1b" not in Text(1).outcome(FULL) + Text().end(Tally())
    assert "\x1b[" in Text(1, colour=True).outcome(FULL)
