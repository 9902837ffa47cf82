"""``review --web`` in a real browser, to a decisions file that the next run applies."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.conflicts.choices import read_choices

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]

FLOW = """\
from prefect.engine.executors import DaskExecutor
from prefect.environments.storage import Docker

print(DaskExecutor, Docker)
"""
LEFT = "<<<<<<< HEAD\nx = 1  # </script><script>alert(1)</script>\n=======\nx = 2\n>>>>>>> theirs\n"


@pytest.fixture
def served(tmp_path: Path, environment: dict[str, str]) -> Iterator[tuple[str, Any]]:
    (tmp_path / "flow.py").write_text(FLOW)
    (tmp_path / "left.py").write_text(LEFT)
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect_migrate", "review", "--web", "flow.py", "left.py"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/\S+/", process.stdout.readline())
    assert found, process.communicate()
    yield found[0], process
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=300)


@pytest.fixture
def opened(new_context: Callable[..., Any], served: tuple[str, Any]) -> Iterator[Any]:
    context = new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served[0])
    yield page
    context.close()
    assert not errors


def press(page: Any, scope: str, name: str) -> None:
    page.locator(f"{scope} .choose").first.get_by_role("button", name=name, exact=True).click()


def test_choices_become_a_decisions_file(
    opened: Any, served: tuple[str, Any], command: Command, tmp_path: Path
) -> None:
    press(opened, "li:has-text('PM120')", "reject")
    opened.get_by_text("1 of 3 decided").wait_for()
    press(opened, "li:has-text('PM110')", "accept")
    opened.get_by_text("2 of 3 decided").wait_for()
    press(opened, ".file:has-text('left.py')", "theirs")
    opened.get_by_text("3 of 3 decided").wait_for()
    opened.get_by_role("button", name="Done").click()
    assert served[1].wait(timeout=300) == 0
    takes = [choice.take for choice in read_choices(tmp_path / "decisions.toml").values()]
    assert takes == ["reject", "accept", "theirs"]
    assert command("--decisions", "decisions.toml", "flow.py", "left.py").returncode == 0
    assert (tmp_path / "flow.py").read_text() == FLOW.replace("environments.storage", "storage")
    assert (tmp_path / "left.py").read_text() == "x = 2\n"


def test_a_choice_is_undone_and_a_text_is_edited(opened: Any, tmp_path: Path) -> None:
    press(opened, ".file:has-text('left.py')", "ours")
    opened.get_by_text("1 of 3 decided").wait_for()
    press(opened, ".file:has-text('left.py')", "ours")
    opened.get_by_text("0 of 3 decided").wait_for()
    press(opened, ".file:has-text('left.py')", "edit")
    press(opened, ".file:has-text('left.py')", "save")
    opened.get_by_text("not saved: conflict markers are left in it").wait_for()
    opened.locator("textarea").fill("x = 3")
    press(opened, ".file:has-text('left.py')", "save")
    opened.get_by_text("1 of 3 decided").wait_for()
    (choice,) = read_choices(tmp_path / "decisions.toml").values()
    assert choice.text == "x = 3\n"


def status(url: str, data: bytes | None = None, **headers: str) -> int:
    request = urllib.request.Request(url, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_who_lacks_the_token_or_comes_from_elsewhere_gets_nothing(served: tuple[str, Any]) -> None:
    url = served[0]
    root = re.sub(r"/[^/]+/$", "/", url)
    assert status(url) == 200
    assert status(root) == 404
    assert status(f"{root}wrong/") == 404
    assert status(url, Host="evil.example") == 404
    assert status(f"{url}decide", b"{}", Origin="http://evil.example") == 404
    assert status(f"{url}decide", b"{}") == 400
    assert status(f"{url}decide", b"[]") == 400
    assert status(f"{url}decide", b"no json") == 400
    assert status(f"{url}done", b"", Origin="http://evil.example") == 404
    assert served[1].poll() is None
