"""How long the page takes for 1,000 files: to make, to open, and to answer a filter (in a browser).

Run: ``python tests/benchmarks/page.py``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]

FILES = 1000
FILTER = """\
word => { const field = document.getElementById("search"); field.value = word;
  const start = performance.now(); field.dispatchEvent(new Event("input", {bubbles: true}));
  document.body.getBoundingClientRect(); return performance.now() - start }
"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    from prefect_migrate import migrate_text
    from prefect_migrate.reports.interface import Tally
    from prefect_migrate.reports.page import HtmlPage

    text = (ROOT / "samples" / "flows" / "nightly.py").read_text(encoding="utf-8")
    outcomes = [migrate_text(text, f"flows/{n // 50}/flow_{n}.py") for n in range(FILES)]
    started = time.perf_counter()
    page, tally = HtmlPage(), Tally()
    for outcome in outcomes:
        page.outcome(outcome)
        tally = tally.plus(outcome)
    html = page.end(tally)
    made = time.perf_counter() - started
    print(f"made in {made:.1f} s, {len(html) / 1e6:.1f} MB for {FILES:,} files")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        started = time.perf_counter()
        opened.goto(path.as_uri())
        print(f"opened in {time.perf_counter() - started:.1f} s")
        for word in ("flow_77", "PM101", "nothing of it", ""):
            print(f"filter {word!r}: {opened.evaluate(FILTER, word):.0f} ms (goal: 200)")
        browser.close()


if __name__ == "__main__":
    main()
