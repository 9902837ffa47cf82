"""Other people's code: ``python tests/long/packages.py [FOLDER [PART…]]``.

A PART is ``trees``, ``appended``, ``merged`` or the name of one package, as ``prefect==2.20.27``;
without any it is all of them.

The standard library, popular packages and Prefect's own releases are unpacked (nothing of them is
installed or run) and migrated:

* no crash, and no refusal but for what can't be read as its name says;
* what changed has a rule that says so at its place, or is the use of a name that such a change
  renames; what parsed before parses after;
* a second run finds nothing to change;
* releases of Prefect 2 and 3, which hold their own words for everything, have no finding;
* each Python file and page also with one old line put at its end: that line is migrated, and every
  byte before it stays;
* each YAML file with two changes that collide, one of each side: the merge holds both, or is left.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]

POPULAR = """
aiohttp alembic ansible-core anyio apache-airflow attrs black boto3 botocore celery click
cookiecutter dagster dask dask-kubernetes dbt-core distributed django docutils fastapi flask fsspec
google-cloud-storage great-expectations gunicorn httpx hypothesis ipython jinja2 jsonschema
jupyter-server kfp kubernetes luigi markdown-it-py mypy nbformat networkx nox numpy pandas paramiko
pip poetry pydantic pytest ray requests rich ruamel.yaml s3fs scrapy setuptools sphinx sqlalchemy
tornado tox typer urllib3 werkzeug
"""
RELEASES = """
0.6.7 0.7.3 0.8.1 0.9.8 0.10.7 0.11.5 0.12.6 0.13.19 0.14.22 0.15.13 1.0.0 1.1.0 1.2.4 1.3.1 1.4.1
2.0.4 2.20.0 2.20.27 3.0.11 3.9.1
"""
LARGEST = 120_000
APPENDED = 4_000
MERGED = 1_500
OLD = "from prefect.environments.storage import Docker as _OldDocker\n"
NEW = OLD.replace("environments.", "")


def download(requirement: str, folder: Path) -> Path | None:
    """The unpacked wheel of one release; ``None`` where there is none."""
    place = folder / requirement.replace("==", "-")
    if place.is_dir():
        return place
    with tempfile.TemporaryDirectory(dir=folder) as wheels:
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", wheels),
                *("--only-binary=:all:", "--python-version", "3.11", "--implementation", "cp"),
                *("--abi", "cp311", "--abi", "abi3", "--abi", "none", "--platform", "any"),
                *("--platform", "manylinux2014_x86_64", "--platform", "manylinux_2_28_x86_64"),
                requirement,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        found = list(Path(wheels).glob("*.whl"))
        if not found:
            print(f"not had: {requirement}: {ran.stderr.strip().splitlines()[-1:]}")
            return None
        with zipfile.ZipFile(found[0]) as archive:
            archive.extractall(place)
    return place


def trees(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every tree with its name."""
    library = Path(sysconfig.get_paths()["stdlib"])
    place = folder / "stdlib"
    if not place.is_dir():
        skip = shutil.ignore_patterns("site-packages", "__pycache__", "*.so", "*.a")
        shutil.copytree(library, place, ignore=skip)
    yield "stdlib", place
    for requirement in [f"prefect=={one}" for one in RELEASES.split()] + POPULAR.split():
        if (found := download(requirement, folder)) is not None:
            yield requirement, found


def check_tree(name: str, tree: Path) -> list[str]:
    """Migrate a copy of ``tree``, twice; what is wrong with it."""
    from prefect_migrate import migrate_paths

    wrong: list[str] = []
    later = name.startswith(("prefect==2", "prefect==3"))
    counts: Counter[str] = Counter()
    for outcome in migrate_paths([tree], jobs=2, timeout=900):
        counts["files"] += 1
        shown = f"{name}: {os.path.relpath(outcome.source.path, tree)}"
        if outcome.refusal:
            counts["refused"] += 1
            told = outcome.refusal.message
            if "fault of" in told or "took longer" in told or outcome.text != outcome.source.text:
                wrong.append(f"{shown}: {told}")
            continue
        counts["fixes"] += len(outcome.changes)
        counts["findings"] += len(outcome.diagnostics)
        if later and (outcome.changes or outcome.diagnostics):
            found = [
                f"{f.line} {f.rule} {f.message}" for f in (*outcome.changes, *outcome.diagnostics)
            ]
            wrong.append(f"{shown}: found in a later release: {found[:3]}")
        if outcome.changed:
            counts["changed"] += 1
            wrong += [f"{shown}: {told}" for told in changed_wrongly(outcome)]
    print(f"{name}: {dict(counts)}", flush=True)
    return wrong


def changed_wrongly(outcome: object) -> Iterator[str]:
    """What is wrong with a changed file."""
    from prefect_migrate import Outcome, migrate_text

    assert isinstance(outcome, Outcome)
    path, before, after = outcome.source.path, outcome.source.text, outcome.text
    if path.endswith(".py") and compiles(before) and not compiles(after):
        yield "no Python any more"
    told = set()
    for change in outcome.changes:
        told |= set(range(change.line - 1, max(change.end_line, change.line) + 1))
    old, new = before.split("\n"), after.split("\n")
    # A fix of an import names what its uses are called from now on.
    renamed = {word for change in outcome.changes for word in re.findall(r"\w+", change.message)}
    without_fix = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        names = changed_names(old[i1:i2], new[j1:j2])
        if tag == "equal" or not any(line.strip() for line in old[i1:i2]):
            continue
        if told & set(range(i1, i2 + 2)):
            renamed |= names
        else:
            without_fix.append((i1, names))
    for at, names in without_fix:
        if not names or not names <= renamed:
            yield f"line {at + 1} changed, and no fix stands there: {old[at][:80]!r}"
    again = migrate_text(after, path)
    if again.text != after:
        yield f"a second run changes it: {sorted({c.rule for c in again.changes})}"


def changed_names(old: list[str], new: list[str]) -> set[str]:
    """The words that only one of two texts has."""
    return {*re.findall(r"\w+", "\n".join(old))} ^ {*re.findall(r"\w+", "\n".join(new))}


def compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def check_appended(path: str) -> tuple[str, str]:
    """One old line at the end of other code: the name of what happened, and what is wrong."""
    from prefect_migrate import migrate_text

    try:
        text = Path(path).read_bytes().decode()
    except UnicodeDecodeError:
        return "no UTF-8", ""
    if "prefect" in text.lower() or "<<<<<<<" in text or ">>>>>>>" in text:
        return "has its own", ""
    text = text if text.endswith("\n") or not text else text + "\n"
    end = "\r\n" if text.endswith("\r\n") else "\n"
    if path.endswith(".py"):
        if not compiles(text):
            return "no Python", ""
        tail = "{}"
    elif path.endswith(".md"):
        tail = "\n```python\n{}```\n"
    elif path.endswith(".rst"):
        tail = "\n.. code-block:: python\n\n    {}"
    tail = tail.replace("\n", end)
    outcome = migrate_text(text + tail.format(OLD.replace("\n", end)), path)
    if outcome.refusal:
        bad = "fault of" in outcome.refusal.message
        return "refused", f"{path}: {outcome.refusal.message}" if bad else ""
    if outcome.text == outcome.source.text:
        return "left", ""
    if outcome.text != text + tail.format(NEW.replace("\n", end)):
        return "wrong", f"{path}: more than the last line changed"
    return "migrated", ""


SCALAR = re.compile(r"^( *(?:- )*[\w./-]+: )([\w./-]+)(\n)$")


def check_yaml(path: str) -> tuple[str, str]:
    """Two neighbours changed, one by each side, in one conflict: both changes, or left alone."""
    from prefect_migrate import migrate_text
    from prefect_migrate.conflicts import has_markers
    from prefect_migrate.reconcile.verify import is_yaml

    try:
        text = Path(path).read_bytes().decode()
    except UnicodeDecodeError:
        return "no UTF-8", ""
    lines = text.splitlines(keepends=True)
    if "<<<<<<<" in text or not is_yaml(text):
        return "no YAML", ""
    places = [n for n, line in enumerate(lines) if SCALAR.match(line)]
    pairs = [(a, b) for a, b in itertools.pairwise(places) if b - a < 4]
    if not pairs:
        return "no pair", ""
    chance = random.Random(text)
    results: Counter[str] = Counter()
    for first, second in chance.sample(pairs, min(3, len(pairs))):
        if chance.random() < 0.5:
            first, second = second, first
        ours, theirs, both = list(lines), list(lines), list(lines)
        ours[first] = both[first] = SCALAR.sub(r"\1our\2\3", lines[first])
        theirs[second] = both[second] = SCALAR.sub(r"\1their\2\3", lines[second])
        low, high = min(first, second), max(first, second) + 1
        conflict = [
            *("<<<<<<< HEAD\n", *ours[low:high], "||||||| base\n", *lines[low:high]),
            *("=======\n", *theirs[low:high], ">>>>>>> old\n"),
        ]
        outcome = migrate_text("".join([*lines[:low], *conflict, *lines[high:]]), path)
        if outcome.refusal:
            if "fault of" in outcome.refusal.message:
                return "fault", f"{path}: {outcome.refusal.message}"
            results["refused"] += 1
        elif has_markers(outcome.text):
            results["left"] += 1
        elif same_but_for_order(outcome.text, "".join(both)):
            results["merged"] += 1
        # A variable's old name is the new one's on a side that has the old one only.
        elif not any(migrate_text("".join(side), path).changed for side in (lines, ours, theirs)):
            return "wrong", f"{path}:{low + 1}: the merge isn't both changes"
    return results.most_common(1)[0][0] if results else "migrated", ""


def same_but_for_order(text: str, wanted: str) -> bool:
    """Whether two texts of YAML are the same, whatever the order of environment variables."""
    from ruamel.yaml import YAML

    if text == wanted or sorted(text.splitlines()) != sorted(wanted.splitlines()):
        return text == wanted
    first, second = (list(YAML(typ="safe", pure=True).load_all(one)) for one in (text, wanted))
    return bool(in_order(first) == in_order(second))


def in_order(value: object, key: str = "") -> object:
    """A value of YAML, with the variables of each ``env`` in the order of their names."""
    if isinstance(value, dict):
        return {name: in_order(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        items = [in_order(inner) for inner in value]
        return sorted(items, key=repr) if key == "env" else items
    return value


def in_parallel(check: object, paths: list[str]) -> list[str]:
    """Run ``check`` over ``paths`` on two cores; what is wrong."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with ProcessPoolExecutor(2) as pool:
        for what, told in pool.map(check, paths, chunksize=8):  # type: ignore[arg-type]
            counts[what] += 1
            wrong += [told] if told else []
    print(f"{getattr(check, '__name__', '')}: {sum(counts.values()):,} files {dict(counts)}")
    return wrong


def sample(paths: list[str], most: int) -> list[str]:
    """At most so many of ``paths``, the same in each run."""
    return random.Random(1).sample(paths, min(most, len(paths)))


def main(place: str = "", *parts: str) -> int:
    folder = Path(place or Path(tempfile.gettempdir()) / "prefect-migrate-packages")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_MIGRATE_STATE_DIR"] = str(folder / "state")
    wrong: list[str] = []
    every: list[str] = []
    for name, tree in trees(folder):
        if not parts or "trees" in parts or name in parts:
            wrong += check_tree(name, tree)
        kept = [p for p in tree.rglob("*") if p.is_file() and p.stat().st_size < LARGEST]
        every += sorted(str(path) for path in kept if not path.is_symlink())
    if not parts or "appended" in parts:
        code = [p for p in every if p.endswith((".py", ".md", ".rst"))]
        wrong += in_parallel(check_appended, sample(code, APPENDED))
    if not parts or "merged" in parts:
        manifests = [p for p in every if p.endswith((".yaml", ".yml"))]
        wrong += in_parallel(check_yaml, sample(manifests, MERGED))
    print(*wrong, sep="\n")
    print(f"packages: {len(every):,} files, wrong: {len(wrong)}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
