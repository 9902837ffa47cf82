"""Make ``run.svg``, the picture in the README, from what the tool really prints.

Run: ``python samples/picture.py`` in the repository; a test holds the picture against the tool.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent
COMMAND = ("--check", "--output-format", "full", "--color", "always", "nightly.py")
COLOURS = {"31": "#ff8f87", "32": "#7ee0a0", "33": "#f2cc60", "34": "#8ab4ff", "36": "#6fd3e3"}
WIDTH, LINE, CHAR = 80, 19, 8.43


def printed() -> str:
    """What the command prints over a copy of the sample."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(SAMPLES / "flows" / "nightly.py", folder)
        path = os.pathsep.join(filter(None, [*sys.path]))
        done = subprocess.run(
            [sys.executable, "-m", "prefect_migrate", *COMMAND],
            cwd=folder,
            env={**os.environ, "COLUMNS": str(WIDTH), "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stdout


def as_svg(text: str) -> str:
    """Lines with their colours as SVG."""
    lines = ["\x1b[2m$\x1b[0m prefect-migrate --check nightly.py", *text.rstrip("\n").split("\n")]
    height = LINE * len(lines) + 40
    width = WIDTH * CHAR + 32
    shown = "".join(
        f'<text x="16" y="{30 + LINE * (number + 1)}" xml:space="preserve">{_line(line)}</text>\n'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" '
        f'width="{width:.0f}" height="{height}" role="img" '
        'aria-label="prefect-migrate shows each fix with the lines before and after">\n'
        f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#14171c"/>\n'
        '<g fill="#e4e7eb" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" '
        'font-size="14">\n'
        f"{shown}</g>\n</svg>\n"
    )


def _line(line: str) -> str:
    made, style = "", ""
    for piece in re.split(r"(\x1b\[[\d;]*m)", line):
        if piece.startswith("\x1b"):
            style = _style(piece[2:-1].split(";"))
        elif piece:
            made += f"<tspan{style}>{escape(piece)}</tspan>" if style else escape(piece)
    return made


def _style(codes: list[str]) -> str:
    style = "".join(f' fill="{COLOURS[code]}"' for code in codes if code in COLOURS)
    style += ' font-weight="700"' if "1" in codes else ""
    style += ' opacity="0.65"' if "2" in codes else ""
    return style + (' text-decoration="underline"' if "7" in codes else "")


if __name__ == "__main__":
    (SAMPLES / "run.svg").write_text(as_svg(printed()), encoding="utf-8")
