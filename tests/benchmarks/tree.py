"""The repository that the bulk benchmarks run over: the standard library, and legacy flows."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path

FLOW = '''"""The nightly load of region {number}."""

import datetime
import os

import prefect
from prefect import Flow, Parameter, task
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Docker
from prefect.schedules import CronSchedule

REGION = {number}


@task(max_retries=3, retry_delay=datetime.timedelta(minutes=1))
def extract(day: str) -> list[int]:
    """Read the day's rows."""
    prefect.context.get("logger").info("reading %s of %s", day, REGION)
    return [REGION + len(day) for _ in range(10)]


@task
def transform(rows: list[int]) -> list[int]:
    return [row * 2 for row in rows]


@task
def load(rows: list[int]) -> None:
    prefect.context.get("logger").info("%s rows", len(rows))

{helpers}

with Flow("load-{number}", schedule=CronSchedule("0 {hour} * * *")) as flow:
    day = Parameter("day", default="2020-01-01")
    load(transform(extract(day)))

flow.storage = Docker(registry_url="registry.example.com", image_name="load-{number}")
flow.environment = LocalEnvironment(
    executor=DaskExecutor(address=os.environ.get("SCHEDULER", "tcp://dask:8786")),
    labels=["region-{number}"],
)

if __name__ == "__main__":
    flow.register("loads")
'''

HELPER = '''
def helper_{n}(values: list[int], limit: int = {n}) -> dict[str, int]:
    """Sums that the reports of this region show."""
    total = 0
    for value in values:
        if value > limit:
            total += value  # above the limit only
        else:
            total -= min(value, limit)
    return {{"total": total, "limit": limit, "count": len(values)}}
'''

MENTION = '''"""Talks about Prefect, and uses none of it."""

# The prefect that runs this is described in the handbook.
NAME = "prefect"
'''


def flow(number: int) -> str:
    """A legacy flow of some 50 to 90 lines."""
    helpers = "".join(HELPER.format(n=n) for n in range(number // 100 % 5))
    return FLOW.format(number=number, hour=number % 24, helpers=helpers)


def ordinary() -> list[bytes]:
    """The standard library's modules: code as people write it, with no word of Prefect."""
    library = Path(sysconfig.get_paths()["stdlib"])
    found = []
    for path in sorted(library.rglob("*.py")):
        if "site-packages" in path.parts or "bad" in path.name or "encoded" in path.name:
            continue
        data = path.read_bytes()
        if b"refect" not in data and b"<<<<<<<" not in data and len(data) < 300_000:
            found.append(data)
    return found


def build(root: Path, files: int, every: int = 100, link: bool = False) -> Path:
    """A committed git repository of ``files`` Python files; one in ``every`` is a legacy flow.

    ``every`` 0 makes none. Six files in a thousand mention Prefect and hold nothing to do. With
    ``link`` equal files share their place on the disk.
    """
    root.mkdir(parents=True)
    library = ordinary()
    first: dict[int, Path] = {}
    for number in range(files):
        folder = root / f"team{number // 1000:03}" / f"package{number // 50:04}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"module{number:06}.py"
        if every and number % every == every // 2:
            path.write_text(flow(number))
        elif number % 167 == 1:
            path.write_text(MENTION + library[number % len(library)].decode("utf-8", "replace"))
        elif link and (same := first.get(number % len(library))) is not None:
            path.hardlink_to(same)
        else:
            path.write_bytes(library[number % len(library)])
            first[number % len(library)] = path
    commit(root)
    return root


def commit(root: Path, message: str = "Begin") -> None:
    """Commit all that ``root`` holds, in a repository made where there is none."""
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    for arguments in (
        ("init", "-q", "-b", "main"),
        ("add", "-A"),
        (*identity, "-c", "commit.gpgsign=false", "commit", "-q", "-m", message),
    ):
        subprocess.run(["git", "-C", root, *arguments], check=True)
