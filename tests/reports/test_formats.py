"""The formats that programs read."""

from __future__ import annotations

import json
from typing import get_args
from xml.etree import ElementTree

import pytest

from prefect_codemods.findings import Change, Diagnostic, Level
from prefect_migrate.model import Decision, Grade, Outcome, Refusal, Remaining, Source
from prefect_migrate.reports import Format, report
from prefect_migrate.reports.interface import Tally

FULL = Outcome(
    Source("./a b/flow.md", "old"),
    "new",
    changes=(Change("PM101", "environment went", 12, 5, 12, 9),),
    decisions=(
        Decision("1", "flow", "ETL", "theirs", "flow-graph", Grade.NEEDS_REVIEW, "why", ours=(3, 5)),
    ),
    diagnostics=(Diagnostic("PM201", "50% lost:\nall", 7, 3, Level.ERROR, "write a handler"),),
    remaining=(Remaining("2", 20, "both changed it", ""),),
)  # fmt: skip
REFUSED = Outcome.refused(Source("b.py", ""), Refusal("bad", 3, 4, "fix it"))


def written(name: str) -> str:
    made, tally, said = report(name), Tally(), ""
    for outcome in (FULL, REFUSED):
        said += made.outcome(outcome)
        tally = tally.plus(outcome)
    return said + made.end(tally)


def test_json_holds_everything() -> None:
    document = json.loads(written("json"))
    first, second = document["files"]
    assert document["version"] == 1
    assert document["summary"] == {
        "files": 2, "changed": 1, "left": 2, "refused": 1, "written": False,
        "fixes": 1, "decisions": 1, "notes": 0,
    }  # fmt: skip
    assert first["changes"] == [
        {
            "rule": "PM101", "message": "environment went", "line": 12, "column": 5,
            "end_line": 12, "end_column": 9, "id": "",
        }
    ]  # fmt: skip
    assert first["decisions"][0]["grade"] == "needs-review"
    assert first["diagnostics"][0]["level"] == "error"
    assert first["remaining"][0]["line"] == 20
    assert second["refusal"] == {"message": "bad", "line": 3, "column": 4, "help": "fix it"}


def test_github_escapes_what_it_must() -> None:
    assert written("github").splitlines() == [
        "::notice file=a b/flow.md,line=12,col=5,endColumn=9,title=PM101::environment went",
        "::warning file=a b/flow.md,line=3,endLine=5,title=flow-graph::flow ETL: take theirs; why",
        "::error file=a b/flow.md,line=7,col=3,title=PM201::50%25 lost:%0Aall; write a handler",
        "::error file=a b/flow.md,line=20,col=1,title=conflict::both changed it",
        "::error file=b.py,line=3,col=4,title=refused::bad; fix it",
    ]


def test_sarif_names_rules_and_places() -> None:
    (run,) = json.loads(written("sarif"))["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        *("PM101", "PM201", "flow-graph", "conflict", "refused"),
    }
    assert run["results"][2] == {
        "ruleId": "PM201",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "50% lost:\nall; write a handler"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "a%20b/flow.md"},
                    "region": {"startLine": 7, "startColumn": 3},
                }
            }
        ],
    }


def test_gitlab_tells_findings_apart() -> None:
    found = json.loads(written("gitlab"))
    assert [(f["check_name"], f["severity"]) for f in found] == [
        ("PM101", "info"),
        ("flow-graph", "minor"),
        ("PM201", "major"),
        ("conflict", "major"),
        ("refused", "major"),
    ]
    assert found[2]["description"] == "PM201: 50% lost:\nall; write a handler"
    assert found[2]["location"] == {
        "path": "a b/flow.md",
        "positions": {"begin": {"line": 7, "column": 3}},
    }
    made = report("gitlab")
    made.outcome(FULL)
    made.outcome(FULL)
    twice = [f["fingerprint"] for f in json.loads(made.end(Tally()))]
    assert len(set(twice)) == len(twice)
    assert [f["fingerprint"] for f in found][:4] == twice[:4]


def test_rdjson_counts_columns_in_bytes() -> None:
    diagnostic = Diagnostic("PM201", "left", 2, 4, Level.MANUAL)
    source = Source("a.py", "x\nöö y\n")
    made = report("rdjson")
    made.outcome(Outcome(source, source.text, diagnostics=(diagnostic,)))
    (found,) = json.loads(made.end(Tally()))["diagnostics"]
    assert found == {
        "message": "left",
        "location": {"path": "a.py", "range": {"start": {"line": 2, "column": 6}}},
        "severity": "WARNING",
        "code": {"value": "PM201"},
    }


def test_junit_fails_for_what_is_left() -> None:
    root = ElementTree.fromstring(written("junit"))
    assert [root.get(count) for count in ("tests", "failures", "errors")] == ["5", "3", "1"]
    first, second = root
    assert [len(case.findall("failure")) for case in first] == [0, 1, 1, 1]
    assert first[0].findtext("system-out") == "a b/flow.md:12:5: environment went"
    assert second[0][0].tag == "error"
    assert second[0][0].get("message") == "bad; fix it"


def test_junit_holds_no_character_that_xml_forbids() -> None:
    odd = Outcome.refused(Source("a\x07\udcff.py", ""), Refusal("bad \x00", 1, 1))
    made = report("junit")
    made.outcome(odd)
    (suite,) = ElementTree.fromstring(made.end(Tally()))
    assert suite.get("name") == r"a\x07\xff.py"


@pytest.mark.parametrize("name", get_args(Format))
def test_a_run_without_files(name: str) -> None:
    report(name).end(Tally())
