"""The fleet's page in a real browser, and its tables by schema."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from prefect_migrate.fleet import report
from prefect_migrate.fleet.task import Record

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\x1b[31mx",
    "\u202eexe",
    "=1+1",
)


def finding(path: str, state: str, message: str = "moved", rule: str = "PM110") -> dict[str, Any]:
    return {
        "path": path, "line": 3, "column": 1, "rule": rule, "state": state, "message": message,
    }  # fmt: skip


RECORDS = [
    Record("etl-10", "/a", "partly", branch="b", files=2, changes={"PM110": 2}, left={"PM203": 1},
           refused={"x.py": "not Python"}, diff="diff --git a/x b/x\n-old\n+new\n",
           findings=[finding("x.py", "fixed"), finding("y.py", "left", "needs `agent`", "PM203"),
                     finding("z.py", "refused", "not Python", "refused")]),
    Record("etl-2", "/b", "migrated", branch="b", files=30, changes={"PM101": 40}),
    Record("etl-1", "/c", "untouched"),
    Record("lost", "/d", "failed", reason="git clone: https://me:hunter22@host/x failed"),
    *(Record(text, "/e", "partly", left={"PM203": 1}, reason=text, diff=f"+{text}\n",
             findings=[finding(text, "left", text)]) for text in HOSTILE),
]  # fmt: skip


@pytest.fixture
def opened(page: Any, tmp_path: Path) -> Any:
    path = tmp_path / "fleet.html"
    path.write_text(report.as_html(RECORDS), encoding="utf-8", errors="backslashreplace")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(path.as_uri())
    return page


def names(page: Any) -> list[str]:
    found: list[str] = page.locator("tbody.repository:visible .name").all_text_contents()
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(opened: Any, scheme: str) -> None:
    module = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    opened.emulate_media(color_scheme=scheme)
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    (folder,) = module.__path__
    opened.evaluate((Path(folder) / "axe.min.js").read_text(encoding="utf-8"))
    found = opened.evaluate("axe.run()")["violations"]
    assert [v["id"] for v in found if v["impact"] != "minor"] == []


def test_names_stand_in_natural_order_and_columns_sort(opened: Any) -> None:
    assert [n for n in names(opened) if n.startswith("etl")] == ["etl-1", "etl-2", "etl-10"]
    opened.get_by_role("button", name="Files").click()
    opened.get_by_role("button", name="Files").click()
    assert names(opened)[0] == "etl-2"
    assert opened.locator("th[data-key=files]").get_attribute("aria-sort") == "descending"


def test_filter(opened: Any) -> None:
    opened.fill("#filter", "failed")
    assert names(opened) == ["lost"]
    opened.fill("#filter", "PM101")
    assert names(opened) == ["etl-2"]


def test_details_hold_findings_and_diff(opened: Any) -> None:
    text = opened.locator("tbody:has-text('etl-10') details").text_content()
    for words in ("y.py:3", "PM203", "needs agent", "z.py:3", "x.py:3", "+new", "-old"):
        assert words in text
    assert "hunter22" not in opened.content()


def test_cards_count_what_was_refused(opened: Any) -> None:
    cards = opened.locator(".cards").text_content()
    for words in ("1 migrated", "6 needs attention", "1 failed", "1 file could not be migrated"):
        assert words in cards
    assert "6 needs attention" in opened.locator(".bar").get_attribute("aria-label")


def test_hostile_names_are_text_on_the_page(opened: Any) -> None:
    assert opened.locator("script").count() == 1
    assert opened.locator("img").count() == 0
    assert "<script>alert(1)</script>" in opened.text_content("body")
    assert "\x1b" not in opened.content()
    assert "\u202e" not in opened.content()


def test_it_fits_a_phone_and_paper(opened: Any) -> None:
    opened.set_viewport_size({"width": 390, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.emulate_media(media="print")
    assert opened.locator(".filters").is_hidden()


def test_it_reads_without_javascript(new_context: Callable[..., Any], tmp_path: Path) -> None:
    context = new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    path = tmp_path / "fleet.html"
    path.write_text(report.as_html(RECORDS), encoding="utf-8", errors="backslashreplace")
    page.goto(path.as_uri())
    assert page.locator("tbody.repository").count() == len(RECORDS)
    context.close()


def test_json_follows_its_schema_and_csv_has_lines() -> None:
    text = resources.files("prefect_migrate.reports").joinpath("schemas/fleet-1.json").read_text()
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(report.as_json(RECORDS)), schema)
    rows = list(csv.DictReader(io.StringIO(report.findings_csv(RECORDS))))
    assert len(rows) == 3 + len(HOSTILE)
    assert {row["line"] for row in rows} == {"3"}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
