"""What acts on a terminal or a runner is shown: in names, in contents, on both streams."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_migrate.printing import json_document, report_bytes, visible_lines, visible_text

from .conftest import OLD, Hostile

FORMATS = ("concise", "full", "json", "github", "gitlab", "junit", "rdjson", "sarif", "markdown")
NAMES = (
    b"\x1b]0;owned\x07.py",
    b"c1\xc2\x9b31m.py",
    b"right\xe2\x80\xaeto.py",
    b"latin\xe9.py",
    b"two\n::error::lines.py",
    b"::error::x.py",
    b"a##[error]b.py",
    b"tag\xf3\xa0\x81\x81.py",
    b"back\\slash.py",
    b'quo"te.py',
    b"\xef\xbb\xbfbom.py",
)
ACTS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
COMMAND = re.compile(r"^\s*::(?!(error|warning|notice) file=)|##\w*\[", re.MULTILINE)


@given(st.text(st.characters()))
def test_what_is_shown_is_one_line_that_does_not_act(text: str) -> None:
    shown = visible_text(text)
    assert not ACTS.search(shown)
    assert not COMMAND.search(shown)
    assert "\n" not in shown
    shown.encode()
    assert visible_text(shown) == shown
    assert visible_lines(text).count("\n") == text.count("\n")
    visible_lines(text).encode()


@given(st.text(st.characters()))
def test_json_says_the_same_in_valid_utf_8(text: str) -> None:
    document = json_document({"text": text})
    assert not ACTS.search(document)
    document.encode()
    surrogates = re.compile("[\ud800-\udfff]")
    if not surrogates.search(text):
        assert json.loads(document) == {"text": text}


def test_bytes_of_a_name_keep_their_value() -> None:
    assert visible_text(os.fsdecode(b"latin\xe9.py")) == r"latin\xe9.py"
    assert json.loads(json_document(os.fsdecode(b"\xff"))) == r"\xff"
    assert visible_text("\ud800") == r"\ud800"
    assert report_bytes("\ud800\udce9") == rb"\ud800\udce9"


def hostile_names(hostile: Hostile) -> list[bytes]:
    made = []
    for name in NAMES:
        odd = f"x = '\x1b[31m {name!r} \u202e'\nf(:\n" * (len(made) % 2)
        try:
            (hostile.top / os.fsdecode(name)).write_text(OLD + odd)
        except OSError:
            continue
        made.append(name)
    return made


@pytest.mark.parametrize("form", FORMATS)
def test_names_and_contents_in_every_format(hostile: Hostile, form: str) -> None:
    assert len(hostile_names(hostile)) > 5
    done = hostile.run("--check", "--verbose", "--statistics", f"--output-format={form}", ".")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for stream in (done.stdout, done.stderr):
        assert not ACTS.search(stream)
        assert not COMMAND.search(stream)
        assert "\ufffd" not in stream
    if form in ("json", "gitlab", "rdjson", "sarif"):
        assert r"latin\xe9.py" in done.stdout.replace("\\\\", "\\").replace("%E9", r"\xe9")
        json.loads(done.stdout)
    if form == "junit":
        ElementTree.fromstring(done.stdout)


def test_a_patch_holds_every_name(hostile: Hostile) -> None:
    names = hostile_names(hostile)
    hostile.git("add", "-A")
    hostile.git("commit", "-q", "-m", "names")
    import subprocess
    import sys

    code = (
        "import sys; sys.path.pop(0); from prefect_migrate.__main__ import main; sys.exit(main())"
    )
    path = ":".join([hostile.environment["PYTHONPATH"], *sys.path])
    patch = subprocess.run(
        [sys.executable, "-c", code, "--diff", "."],
        cwd=hostile.top,
        env={**hostile.environment, "PYTHONPATH": path},
        check=False,
        capture_output=True,
    ).stdout
    applied = subprocess.run(
        ["git", "apply", "-"], input=patch, cwd=hostile.top, env=hostile.environment, check=False
    )
    assert applied.returncode == 0
    changed = [name for name in names if b"prefect.storage" in _read(hostile.top, name)]
    assert len(changed) >= len(names) // 2
    assert b"back\\slash.py" in changed


def _read(folder: Path, name: bytes) -> bytes:
    return (folder / os.fsdecode(name)).read_bytes()


def test_other_commands_show_names(hostile: Hostile) -> None:
    hostile_names(hostile)
    runs = [
        hostile.run(".", "--allow-dirty"),
        hostile.run("undo", "--list"),
        hostile.run("undo"),
        hostile.run("--check", "\x1b[31m\n::error::nothing.py"),
        hostile.run("explain", "\x1b[31m", "flow.py"),
        hostile.run("--since", "\x1b[31m", "."),
        hostile.run("--from", "\x1b[31m", "."),
        hostile.run("fleet", "\x1b[31m\n::error::"),
        hostile.run("fleet", "."),
        hostile.run("rule", "\x1b[31m"),
        hostile.run("--no-such\x1b[31m", "."),
    ]
    for done in runs:
        assert "Traceback" not in done.stderr, done.args
        for stream in (done.stdout, done.stderr):
            assert not ACTS.search(stream), (done.args, stream)
            assert not COMMAND.search(stream), (done.args, stream)


@pytest.mark.parametrize("color", ["never", "always"])
def test_a_diff_on_a_terminal(color: str, hostile: Hostile) -> None:
    """Elsewhere it keeps its bytes, for git to apply."""
    acting = "\x1b[2J\x9b31m\u202e"
    (hostile.top / "flow.py").write_text(f"{OLD}x = '{acting}'\n")
    ours, theirs = pty.openpty()
    code = "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"
    running = subprocess.Popen(
        [sys.executable, "-c", code, "--diff", "--color", color, "flow.py"],
        cwd=hostile.top,
        env={**hostile.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # of Linux, where nobody has the other end
            break
        if not data:
            break
        said += data
    os.close(ours)
    assert running.wait() == 1
    text = said.decode()
    assert "+from prefect.storage import Docker" in re.sub(r"\x1b\[[0-9;]*m", "", text)
    for acts in ("\x1b[2J", "\x9b", "\u202e"):
        assert acts not in text
    assert color == "always" or "\x1b" not in text
    assert acting in hostile.run("--diff", "flow.py").stdout
