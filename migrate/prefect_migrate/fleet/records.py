"""The records of the runs of a fleet, a file each, so that a run can resume where another stopped."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass

from prefect_migrate.fleet.task import Record

_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """A record with the key of the task that it came of."""

    key: str
    record: Record


def earlier_records(home: str) -> list[EarlierRecord]:
    """The records of all runs with this folder, the latest last; what can't be read is none."""
    folder = os.path.join(home, "records")
    found: list[tuple[int, EarlierRecord]] = []
    with suppress(OSError):
        for name in sorted(os.listdir(folder)):
            if not name.endswith(_SUFFIX):
                continue
            path = os.path.join(folder, name)
            with suppress(OSError, ValueError, TypeError), open(path, encoding="utf-8") as file:
                record = Record(**json.load(file))
                key = name.removesuffix(_SUFFIX)
                found.append((os.fstat(file.fileno()).st_mtime_ns, EarlierRecord(key, record)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def keep_record(home: str, key: str, record: Record) -> None:
    """Write the record of a task that is done, at once and whole."""
    text = json.dumps(asdict(record), indent=2)
    put_text(os.path.join(home, "records", key + _SUFFIX), text)


def put_text(path: str, text: str) -> None:
    """Write a file at once and whole."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(f"{path}.tmp", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.replace(f"{path}.tmp", path)
