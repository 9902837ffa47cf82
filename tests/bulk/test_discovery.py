from __future__ import annotations

import os
import random
import socket
import subprocess
from pathlib import Path

import pytest

from prefect_codemods import document_kinds as kinds
from prefect_codemods.prefilter import default_prefilter
from prefect_migrate.bulk import discovery, gitfiles, scan
from prefect_migrate.bulk.discovery import DiscoveryError, Listing, SearchNote
from prefect_migrate.config import Files
from prefect_migrate.git_process import find_top

WORDS = scan.search_words(default_prefilter())

FLOW = "from prefect import Flow\n"


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tree = tmp_path / "tree"
    tree.mkdir()
    monkeypatch.chdir(tree)
    return tree


def put(path: str, text: str = FLOW) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def found(*paths: str, files: Files | None = None, since: str | None = None) -> list[str]:
    listing = discovery.discover_files(paths or ("."), WORDS, files, since=since)
    return [candidate.path for candidate in scan.find_candidates(listing)]


@pytest.fixture(params=["git", "walk"])
def repository(request: pytest.FixtureRequest) -> str:
    if request.param == "git":
        git("init", "-q")
    return str(request.param)


@pytest.mark.usefixtures("repository")
def test_what_a_folder_holds() -> None:
    for path in ("b.py", "a/z.md", "a/.env", "Dockerfile.dev", "ops/Makefile", "k.yaml", "n.ipynb"):
        put(path)
    put("bin/run", "#!/usr/bin/env bash\nprefect agent start\n")
    put("bin/blob", "prefect")
    put("data.csv")
    put("quiet.py", "print()\n")
    put("upper.sh", "export PREFECT__LOGGING__LEVEL=DEBUG\n")
    put("clash.yaml", "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n")
    put("ignored.py")
    put("a/ignored.py")
    put("a/kept.py")
    put(".gitignore", "/ignored.py\n*.tmp\n")
    put("a/.gitignore", "*.py\n!kept.py\n")
    for folder in (".venv", "node_modules", "site-packages", "sub/__pycache__", "build"):
        put(f"{folder}/x.py")
    assert set(found()) == {
        *("b.py", "a/z.md", "a/.env", "Dockerfile.dev", "ops/Makefile", "k.yaml", "n.ipynb"),
        *("bin/run", "upper.sh", "clash.yaml", "a/kept.py"),
    }
    assert found("a") == ["a/.env", "a/kept.py", "a/z.md"]


@pytest.mark.usefixtures("repository")
def test_corners_of_gitignore() -> None:
    for path in ("s/a.py", "s/b.py", "s/t/b.py", "#x.py", "!y.py", "tail .py", "c.py", "o/d.py"):
        put(path)
    lines = ["s/**", "!s/b.py", "!", "\\", "\\#x.py", "!c.p[!y]", "tail .py ", "o/*", "!o/d.py"]
    Path(".gitignore").write_bytes("\r\n".join(lines).encode())
    expected = {"s/b.py", "!y.py", "c.py", "o/d.py", "tail .py"}
    assert set(found()) - {"tail .py"} == expected - {"tail .py"}


@pytest.mark.usefixtures("repository")
def test_all_but_what_is_taken_back() -> None:
    for path in ("a.py", "s/a.py", "s/t/a.py", "s/t/b.md"):
        put(path)
    Path(".gitignore").write_text("*\n!*/\n!*.py\n")
    Path("s/.gitignore").write_text("t/*\n!*/\n")
    assert set(found()) == {"a.py", "s/a.py"}


PATTERNS = (
    *("a.py", "*.py", "/a.py", "s/", "t", "t/", "!a.py", "!*.py", "s/*", "!s/t", "**/a.py", "s/**"),
    *("s/**/a.py", "u/t/", "!u/t/b.py", "\\#x.py", "#x.py", "\\!y.py", "e[1].py", "e\\[1\\].py"),
    *("[ab].py", "?.py", "tail\\ .py", "tail .py ", "tail .py\\ ", "*", "!*/", "!/s/", "/*", "!.h"),
    *("*.p[!z]", "a.py/", "**", "/**/t", "s/t/v/a.py", "[a-c].py", "!**/b.py", "s//a.py", "/", "!"),
    *("s\\/a.py", "\\", "*.py   ", "**/t/**", "t/v", ""),
)


@pytest.mark.parametrize("seed", range(25))
def test_a_walk_ignores_what_git_ignores(seed: int) -> None:
    chance = random.Random(seed)
    names = ["a.py", "b.py", "c d.py", "#x.py", "!y.py", "e[1].py", "f.md", " lead.py", "tail .py"]
    folders = [".", "s", "s/t", "s/t/v", "u", "u/t", ".h"]
    for folder in folders:
        for name in chance.sample(names, 5):
            put(f"{folder}/{name}")
    for folder in chance.sample(folders, 3):
        lines = chance.sample(PATTERNS, 4)
        end = chance.choice(["\n", "\r\n"])
        Path(folder, ".gitignore").write_bytes((end.join(lines) + end).encode())
    walked = sorted(found())
    git("init", "-q")
    find_top.cache_clear()
    assert walked == sorted(found())


def test_settings_that_are_no_patterns() -> None:
    put("a.py")
    with pytest.raises(DiscoveryError, match="include or exclude"):
        found(files=Files(Path.cwd(), extend_exclude=("!",)))


@pytest.mark.usefixtures("repository")
def test_named_files_are_always_taken_and_come_first_once() -> None:
    put("a.py")
    put("build/x.py", "")
    put("note.txt", "")
    assert found(".", "note.txt", "build/x.py", "./a.py") == ["note.txt", "build/x.py", "./a.py"]


def test_an_ignored_folder_that_is_named_is_walked() -> None:
    git("init", "-q")
    put(".gitignore", "generated/\n")
    put("generated/flow.py")
    assert found() == []
    assert found("generated") == ["generated/flow.py"]


def test_patterns_of_the_settings() -> None:
    for path in ("a.py", "b/c.py", "build/d.py", "e.txt"):
        put(path)
    here = Path.cwd()
    assert found(files=Files(here, extend_exclude=("b/",))) == ["a.py"]
    assert found(files=Files(here, exclude=("a.py",))) == ["b/c.py", "build/d.py"]
    kept = found(files=Files(here, include=("*.txt", "build/**"), exclude=()))
    assert kept == ["e.txt", "build/d.py"]


def test_since_a_revision() -> None:
    git("init", "-q")
    for path in ("old.py", "sub/changed.py", "gone.py"):
        put(path)
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    put("sub/changed.py", FLOW + "\n")
    put("sub/new.py")
    Path("gone.py").unlink()
    assert found(since="HEAD") == ["sub/changed.py", "sub/new.py"]
    assert found("sub", since="HEAD") == ["sub/changed.py", "sub/new.py"]
    assert found("old.py", since="HEAD") == ["old.py"]
    for revision in ("nowhere", "--output=x"):
        with pytest.raises(DiscoveryError, match=revision):
            found(since=revision)
    assert not Path("x").exists()


def test_since_a_branch_went_its_own_way() -> None:
    git("init", "-q", "-b", "main")
    for path in ("theirs.py", "ours.py"):
        put(path)
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("checkout", "-q", "-b", "side")
    git("mv", "ours.py", "moved.py")
    git("commit", "-q", "-m", "two")
    git("checkout", "-q", "main")
    put("theirs.py", FLOW + "\n")
    git("commit", "-q", "-a", "-m", "three")
    git("checkout", "-q", "side")
    assert found(since="main") == ["moved.py", "theirs.py"]
    assert found(since="main...") == ["moved.py"]
    for revision in ("", "...", "nowhere..."):
        with pytest.raises(DiscoveryError):
            found(since=revision)


def test_each_file_counts_once() -> None:
    git("init", "-q")
    for path in ("a.py", "sub/b.py", "c.csv"):
        put(path)
    git("add", "a.py")
    put("ignored.py")
    put(".gitignore", "ignored.py\n")
    Path("link").symlink_to("sub")
    assert discovery.discover_files(["."], WORDS).count() == 5
    paths = [".", "sub", "link", "a.py", "./a.py", "ignored.py"]
    assert discovery.discover_files(paths, WORDS).count() == 6


def test_since_outside_of_git() -> None:
    with pytest.raises(DiscoveryError, match="--since"):
        found(since="HEAD")


@pytest.mark.usefixtures("repository")
def test_links_pipes_and_sockets_are_passed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "far.py").write_text(FLOW)
    put("a.py")
    Path("far.py").symlink_to(outside / "far.py")
    Path("far").symlink_to(outside)
    Path("near.py").symlink_to("a.py")
    Path("loop.py").symlink_to("loop.py")
    Path("again").symlink_to(".")
    os.mkfifo("pipe.py")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("socket.py")
    assert found() == ["a.py"]
    assert found("far.py", "near.py") == ["far.py", "near.py"]


def test_special_files_of_a_walk_are_noted() -> None:
    os.mkfifo("pipe.py")
    listing = discovery.discover_files(["."], WORDS)
    assert list(scan.find_candidates(listing)) == []
    assert listing.notes == [SearchNote("pipe.py", "not a regular file")] or listing.notes == [
        SearchNote("./pipe.py", "not a regular file")
    ]


def test_links_of_a_walk_that_lead_out_or_nowhere_are_noted(tmp_path: Path) -> None:
    put("a.py")
    (tmp_path / "far.py").write_text(FLOW)
    Path("far.py").symlink_to(tmp_path / "far.py")
    Path("out").symlink_to(tmp_path)
    Path("loop.py").symlink_to("loop.py")
    Path("gone.py").symlink_to("nowhere")
    Path("near.py").symlink_to("a.py")
    Path("again").symlink_to(".")
    listing = discovery.discover_files(["."], WORDS)
    assert listing.walked == ["a.py"]
    assert {(os.path.normpath(note.path), note.reason) for note in listing.notes} == {
        ("far.py", "a symbolic link that isn't followed"),
        ("out", "a symbolic link that isn't followed"),
        ("loop.py", "a broken symbolic link: Too many levels of symbolic links"),
        ("gone.py", "a broken symbolic link: No such file or directory"),
    }


def test_files_that_vanish_are_noted() -> None:
    listing = Listing(walked=["gone.py"])
    assert list(scan.find_candidates(listing)) == []
    assert listing.notes == [SearchNote("gone.py", "vanished")]


def test_words_across_the_pieces_of_a_large_file() -> None:
    put("large.py", "x" * ((1 << 20) - 3) + "prefect")
    put("quiet.py", "x" * ((1 << 20) + 3))
    assert found() == ["large.py"]


def test_what_is_known_to_need_nothing_is_passed() -> None:
    put("a.py")
    put("b.py")
    listing = discovery.discover_files(["."], WORDS)
    kept = scan.find_candidates(
        listing, lambda path, data: path == "a.py" and data == FLOW.encode()
    )
    assert [candidate.path for candidate in kept] == ["b.py"]


def test_a_nested_repository_is_not_part_of_the_outer_one() -> None:
    git("init", "-q")
    put("inner/a.py")
    git("init", "-q", "inner")
    assert found() == []
    assert found("inner") == ["inner/a.py"]


def test_odd_names_and_a_colourful_configuration() -> None:
    git("init", "-q")
    names = [os.fsdecode(name) for name in (b'"q".py', b"a\nb.py", b"latin\xe9.py", b"sp ace.py")]
    for name in names:
        put(name)
    for key, value in (("color.ui", "always"), ("color.grep", "always"), ("grep.lineNumber", "1")):
        git("config", key, value)
    assert found() == names


@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_TRACE"])
def test_what_a_hook_sets_is_not_for_us(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q")
    put("sub/a.py")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    put("sub/b.py")
    monkeypatch.setenv(variable, "1" if variable == "GIT_TRACE" else ".git")
    listing = discovery.discover_files(["sub"], WORDS)
    assert (listing.walked, listing.notes) == (["sub/a.py", "sub/b.py"], [])
    assert gitfiles.uncommitted_files(["sub/a.py", "sub/b.py"]) == {"sub/b.py"}


def test_a_file_that_is_tracked_in_spite_of_gitignore() -> None:
    git("init", "-q")
    put("gen/a.py")
    put("gen/quiet.py", "print()\n")
    put("b.py")
    git("add", "-A")
    put(".gitignore", "gen/\n")
    put("gen/ignored.py")
    assert found() == ["b.py", "gen/a.py"]


@pytest.mark.usefixtures("repository")
def test_options_of_dask_alone_are_found_outside_of_python() -> None:
    put("flow.py")
    put("start.sh", "dask-worker tcp://scheduler:8786 --no-bokeh\n")
    put("k8s/worker.yml", "args: [dask-worker]\nmore:\n  - dask-worker\n  - --nprocs\n  - '2'\n")
    put("bin/start", "#!/bin/sh\nexec dask-worker --nprocs 2\n")
    put("bin/binary", "dask-worker --nprocs 2")
    put("page.md", "We like dask. --nprocsx\n")
    put("large.sh", "#" * ((1 << 20) - 3) + "dask-worker --nprocs 2\n")
    put("other.py", "'dask-worker --nprocs 2'\n")
    if Path(".git").exists():
        git("add", "-A")
    expected = {"flow.py", "start.sh", "k8s/worker.yml", "bin/start", "large.sh"}
    assert set(found()) == expected


def test_classes_that_only_prefect_had_are_found_where_something_names_it() -> None:
    git("init", "-q")
    put("cluster.md", "    env = DaskKubernetesEnvironment(min_workers=1)\n")
    put("maze.md", "    env = MazeEnvironment(1)\n")
    git("add", "-A")
    assert found() == []
    listing = discovery.discover_files(["cluster.md", "maze.md"], WORDS)
    assert [candidate.hit for candidate in scan.find_candidates(listing)] == [True, False]
    put("flow.py")
    git("add", "-A")
    assert found() == ["cluster.md", "flow.py"]


def test_dask_alone_is_not_our_concern() -> None:
    git("init", "-q")
    put("start.sh", "dask-worker tcp://scheduler:8786 --no-bokeh\n")
    git("add", "-A")
    assert found() == []
    assert found("start.sh") == ["start.sh"]


@pytest.mark.usefixtures("repository")
def test_paths_that_overlap_name_a_file_once() -> None:
    put("a/b.py")
    put("c.py")
    Path("link.py").symlink_to("c.py")
    Path("again").symlink_to(".")
    assert found("a", ".", "./a/", "again") == ["a/b.py", "c.py"]
    assert found("link.py", "c.py", "again/a") == ["link.py", "again/a/b.py"]


def test_patterns_hold_for_a_tree_that_is_reached_by_a_link(tmp_path: Path) -> None:
    put("a.py")
    put("gen/b.py")
    (tmp_path / "link").symlink_to(Path.cwd())
    files = Files(Path.cwd(), extend_exclude=("gen/",))
    assert found(str(tmp_path / "link"), files=files) == [str(tmp_path / "link" / "a.py")]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"#!/usr/bin/env python3\n", True),
        (b"#!/bin/sh -e\n", True),
        (b"#! /usr/bin/bash", True),
        (b"#!/usr/bin/perl\n", False),
        (b"prefect\n#!/bin/sh\n", False),
    ],
)
def test_shebangs(head: bytes, expected: bool) -> None:
    assert kinds.found_by_shebang(head) is expected


def test_nothing_heavy_is_imported() -> None:
    heavy = "libcst ruamel markdown_it rich typer pathspec platformdirs typing multiprocessing"
    code = f"""
import sys
from prefect_codemods.prefilter import default_prefilter
from prefect_migrate.bulk import discovery, scan
words = scan.search_words(default_prefilter())
list(scan.find_candidates(discovery.discover_files(["."], words)))
print([name for name in {heavy.split()!r} if name in sys.modules])
"""
    import sys

    git("init", "-q")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
