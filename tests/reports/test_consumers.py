"""Each format as its reader takes it: by its schema, and by applying what it offers."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt

from prefect_migrate import migrate_text
from prefect_migrate.model import Outcome, split_lines
from prefect_migrate.reports import report
from prefect_migrate.reports.hunks import outcome_hunks
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.markdown import LIMIT
from prefect_migrate.reports.style import Style

Written = Callable[..., str]
URL = Style(rules_url="https://example.com/rules")


def replaced(text: str, edits: list[tuple[int, int, int, int, str]]) -> str:
    """``text`` with each (line, column, end line, end column) replaced; all 1-based."""
    lines = split_lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for line, column, end_line, end_column, new in sorted(edits, reverse=True):
        start = starts[line - 1] + column - 1
        end = starts[end_line - 1] + end_column - 1
        text = text[:start] + new + text[end:]
    return text


def test_hunks_applied_together_give_the_outcome(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        edits = [(*hunk.span, hunk.text) for hunk in outcome_hunks(outcome)]
        assert replaced(outcome.source.text, edits) == outcome.text


def test_hunks_name_their_rules(outcomes: list[Outcome]) -> None:
    for hunk in outcome_hunks(outcomes[0]):
        assert hunk.rules
        assert set(hunk.rules) <= {change.rule for change in outcomes[0].changes}


def test_an_import_and_its_use_belong_together() -> None:
    outcome = migrate_text(
        "from prefect.environments import LocalEnvironment\n"
        "import os\n\n\nx = os\n"
        "flow.environment = LocalEnvironment(labels=['a'])\n"
        "from prefect import Flow\nflow = Flow('x')\nflow.environment = LocalEnvironment()\n",
        "flow.py",
    )
    assert len({hunk.group for hunk in outcome_hunks(outcome)}) == 1


def test_json_follows_its_schema(written: Written) -> None:
    text = resources.files("prefect_migrate.reports").joinpath("schemas/run-1.json").read_text()
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(written("json"))
    jsonschema.validate(document, schema)
    assert any(file["edits"] for file in document["files"])


def test_sarif_follows_its_schema(written: Written, node_file: Callable[[str], Path]) -> None:
    path = node_file("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    log = json.loads(written("sarif", URL))
    jsonschema.Draft7Validator({**schema, "$schema": "http://json-schema.org/draft-07/schema#"})
    jsonschema.validate(log, schema)


def test_sarif_fixes_lead_to_the_outcome(outcomes: list[Outcome], written: Written) -> None:
    (run,) = json.loads(written("sarif"))["runs"]
    for outcome, uri in ((outcomes[0], "flows/flow.py"), (outcomes[4], "k8s/pod.yaml")):
        edits: set[tuple[int, int, int, int, str]] = set()
        for result in run["results"]:
            place = result["locations"][0]["physicalLocation"]
            if place["artifactLocation"]["uri"] == uri:
                for fix in result.get("fixes", ()):
                    for change in fix["artifactChanges"]:
                        assert change["artifactLocation"]["uri"] == uri
                        edits |= {sarif_edit(one) for one in change["replacements"]}
        assert replaced(outcome.source.text, list(edits)) == outcome.text


def sarif_edit(one: Any) -> tuple[int, int, int, int, str]:
    region = one["deletedRegion"]
    places = (region[key] for key in ("startLine", "startColumn", "endLine", "endColumn"))
    line, column, end_line, end_column = places
    return line, column, end_line, end_column, one["insertedContent"]["text"]


def test_a_fix_of_one_finding_leaves_valid_code(outcomes: list[Outcome], written: Written) -> None:
    """Whoever applies one fix alone gets code in which every name is bound as before."""
    import ast

    outcome = outcomes[0]
    (run,) = json.loads(written("sarif"))["runs"]
    tried = 0
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        if place["artifactLocation"]["uri"] == "flows/flow.py" and "fixes" in result:
            (change,) = result["fixes"][0]["artifactChanges"]
            text = replaced(outcome.source.text, [sarif_edit(o) for o in change["replacements"]])
            tree = ast.parse(text)
            imported = {
                alias.asname or alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            bound = {"flow", "other", "x", "load"}
            assert used - imported - bound == set()
            tried += 1
    assert tried > 2


def test_sarif_describes_rules_and_reasons_and_links_them(written: Written) -> None:
    (run,) = json.loads(written("sarif", URL))["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"], rule
        assert rule["helpUri"] == f"https://example.com/rules/{rule['id']}.html"
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run["results"]]
    assert sum("endLine" in region for region in regions) > len(regions) / 2


def test_rdjson_follows_its_schema(written: Written) -> None:
    path = Path(__file__).parent / "schemas" / "rdjson.json"
    jsonschema.validate(json.loads(written("rdjson", URL)), json.loads(path.read_text()))


def test_rdjson_suggestions_lead_to_the_outcome(outcomes: list[Outcome], written: Written) -> None:
    found = json.loads(written("rdjson"))["diagnostics"]
    for outcome in (outcomes[0], outcomes[3], outcomes[4]):
        lines = outcome.source.text.encode().split(b"\n")
        for one in reversed(found):
            if one["location"]["path"] != outcome.source.path:
                continue
            for suggestion in one.get("suggestions", ()):
                start, end = suggestion["range"]["start"], suggestion["range"]["end"]
                assert start["column"] == 1
                assert end["column"] == len(lines[end["line"] - 1]) + 1
        edits = {
            (s["range"]["start"]["line"], s["range"]["end"]["line"], s["text"])
            for one in found
            if one["location"]["path"] == outcome.source.path
            for s in one.get("suggestions", ())
        }
        for first, last, text in sorted(edits, reverse=True):
            lines[first - 1 : last] = text.encode().split(b"\n") if text else []
        assert b"\n".join(lines).decode() == outcome.text


def test_markdown_holds_no_markup_but_its_own(written: Written) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(written("markdown"))
    raw = [t.content.strip() for t in tokens if t.type == "html_block"]
    assert set(raw) <= {"<details><summary>Diff</summary>", "</details>"}
    for token in tokens:
        for child in token.children or ():
            if child.type == "html_inline":
                assert child.content in ("<br>", "<!-- -->")


def test_markdown_stays_under_the_limit() -> None:
    made = report("markdown")
    tally = Tally()
    for number in range(300):
        text = "from prefect.environments.storage import Docker\n" + "x = 1\n" * 20
        outcome = migrate_text(text, f"flows/{number}.py")
        made.outcome(outcome)
        tally = tally.plus(outcome)
    said = made.end(tally)
    assert len(said) < LIMIT
    assert "more files did not fit here" in said


@pytest.mark.parametrize("name", ["full", "concise", "github", "markdown"])
def test_nothing_acts_on_a_terminal(written: Written, name: str) -> None:
    said = written(name)
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_github_gets_no_command_from_a_file(written: Written) -> None:
    for line in written("github").splitlines():
        assert line.startswith(("::notice file=", "::warning file=", "::error file="))
    for line in written("concise").splitlines():
        assert not line.startswith("::")


def test_gitlab_and_junit_can_be_read(written: Written) -> None:
    from xml.etree import ElementTree

    found = json.loads(written("gitlab"))
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(found[0])
    assert any("end" in one["location"]["positions"] for one in found)
    root = ElementTree.fromstring(written("junit"))
    assert int(root.get("errors", "0")) == 2
    csv.field_size_limit()
