"""The page in a real browser: with and without JavaScript, filter, keyboard, axe, hostile text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.model import Outcome
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.page import HtmlPage
from prefect_migrate.settings import Settings

FLOWS = """\
from prefect import Flow, task
<<<<<<< HEAD
from prefect.executors import LocalExecutor
=======
from prefect.engine.executors import LocalExecutor
>>>>>>> old

@task
def a(): return 1

@task
def b(x): print(x)

<<<<<<< HEAD
with Flow("two", executor=LocalExecutor()) as flow:
    b(a())
=======
from prefect.environments import LocalEnvironment
with Flow("two", environment=LocalEnvironment(executor=LocalExecutor())) as flow:
    value = a()
    b(value)
>>>>>>> old
"""


def made(outcomes: list[Outcome], folder: Path) -> str:
    page, tally = HtmlPage("here", Settings()), Tally()
    for outcome in outcomes:
        page.outcome(outcome)
        tally = tally.plus(outcome)
    path = folder / "report.html"
    path.write_text(page.end(tally), encoding="utf-8", errors="backslashreplace")
    return path.as_uri()


@pytest.fixture
def opened(page: Any, outcomes: list[Outcome], tmp_path: Path) -> Any:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(made([*outcomes, migrate_text(FLOWS, "two.py")], tmp_path))
    return page


def violations(page: Any) -> list[str]:
    module = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    (folder,) = module.__path__
    page.evaluate((Path(folder) / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html']} {v['nodes'][0]['failureSummary']}"
        for v in found
        if v["impact"] != "minor"
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(opened: Any, scheme: str) -> None:
    opened.emulate_media(color_scheme=scheme)
    assert violations(opened) == []
    opened.check("#view-split")
    assert violations(opened) == []


def test_it_fits_a_phone(opened: Any) -> None:
    opened.set_viewport_size({"width": 390, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_text_is_text(opened: Any) -> None:
    """The page holds no element but its own; the ``page`` fixture fails for any script error."""
    assert opened.locator("script").count() == 1
    assert opened.locator("img").count() == 0
    assert opened.locator("b").count() == 0
    assert "<script>alert(1)</script>" in opened.text_content("body")
    html = opened.content()
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_nothing_is_fetched(opened: Any) -> None:
    assert not re.findall(r"(?:src|href)=[\"']?(?!#)(?:https?:)?//", opened.content())


def test_filter_and_keys(opened: Any) -> None:
    total = opened.locator(".file").count()
    assert opened.inner_text("#count") == f"{total} files"
    opened.keyboard.press("/")
    opened.keyboard.type("k8s/pod")
    assert opened.locator(".file:visible").count() == 1
    opened.keyboard.press("Escape")
    opened.fill("#search", "")
    opened.select_option("#state", "refused")
    assert opened.locator(".file:visible").count() == 2
    opened.select_option("#state", "")
    opened.select_option("#grade", "policy")
    assert 0 < opened.locator(".file:visible").count() < total
    opened.select_option("#grade", "")
    opened.locator("h1").click()
    opened.keyboard.press("j")
    assert opened.locator(".file.current").count() == 1
    before = opened.evaluate("document.querySelector('.file.current').open")
    opened.keyboard.press("o")
    assert opened.evaluate("document.querySelector('.file.current').open") != before
    opened.keyboard.press("v")
    assert opened.is_checked("#view-split")


def test_a_link_opens_what_it_leads_to(page: Any, outcomes: list[Outcome], tmp_path: Path) -> None:
    many = [migrate_text(o.source.text, f"{n}.py") for n in range(12) for o in outcomes[:2]]
    page.goto(made(many, tmp_path) + "#file-3-1")
    assert page.evaluate("document.getElementById('file-3').open")


def test_conflicts_show_all_sides_and_the_origin_of_each_line(opened: Any) -> None:
    conflict = opened.locator("[id^=file-]:has-text('k8s/pod.yaml') .conflict").first
    text = conflict.text_content()
    for words in ("ours (HEAD)", "theirs (old)", "Result", "1.4.1", "0.13.19"):
        assert words in text
    result = conflict.locator(".result .row")
    letters = result.locator(".sign").all_text_contents()
    assert [letter.strip() for letter in letters] == ["O", "T", "T", "T"]


def test_decisions_show_the_way_out(opened: Any) -> None:
    text = opened.locator(".file:has-text('k8s/pod.yaml') .decisions").text_content()
    assert "newer-wins" in text
    assert "--prefer" in text
    assert re.search(r'"[0-9a-f]{12}" = "ours"', text)


def test_flows_that_were_compared_are_drawn(opened: Any) -> None:
    drawn = opened.locator(".file:has-text('two.py') svg.flow-picture")
    assert drawn.count() >= 2


def test_it_reads_without_javascript(
    new_context: Callable[..., Any], outcomes: list[Outcome], tmp_path: Path
) -> None:
    context = new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(made(outcomes, tmp_path))
    assert page.locator(".filters").is_hidden()
    assert page.locator(".unified .row").first.is_visible()
    page.check("#view-split")
    assert page.locator(".split .row").first.is_visible()
    assert not page.locator(".unified").first.is_visible()
    context.close()


def test_print_shows_everything(opened: Any) -> None:
    opened.emulate_media(media="print")
    assert opened.locator(".filters").is_hidden()


@pytest.mark.slow
def test_a_thousand_files(page: Any, tmp_path: Path) -> None:
    """It opens, and one key in the filter is answered; ``benchmarks/page.py`` prints the times."""
    text = "from prefect.environments.storage import Docker\n" + "x = 1\n" * 30
    outcomes = [migrate_text(text, f"flows/{n // 50}/flow_{n}.py") for n in range(1000)]
    page.goto(made(outcomes, tmp_path))
    assert page.inner_text("#count") == "1000 files"
    page.fill("#search", "flow_77")
    assert page.inner_text("#count") == "11 of 1000 files"


def test_the_command_writes_it(command: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text("from prefect.environments.storage import Docker\n")
    ran = command("--check", "flow.py", "--html", "report.html")
    assert ran.returncode == 1
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "flow.py" in page
    assert command("flow.py", "--html", "no/such/folder.html").returncode == 2
