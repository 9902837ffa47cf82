"""The records of the runs of a fleet, a file each, so that a run can resume where another stopped."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import MISSING, Field, asdict, astuple, dataclass, fields
from typing import Any

from prefect_migrate.fleet.task import Record
from prefect_migrate.fleet.whole_files import put_text
from prefect_migrate.regular_files import UnreadableError, read_regular

_SUFFIX = ".json"
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """A record with the key of the task that it came of."""

    key: str
    record: Record


def earlier_records(results: str) -> list[EarlierRecord]:
    """The records of all runs with this folder, the latest last; what can't be read is none."""
    folder = os.path.join(results, "records")
    found: list[tuple[int, EarlierRecord]] = []
    with suppress(OSError):
        for name in sorted(os.listdir(folder)):
            if not name.endswith(_SUFFIX):
                continue
            path = os.path.join(folder, name)
            record = _read_record(path)
            if record is not None:
                one = EarlierRecord(name.removesuffix(_SUFFIX), record)
                found.append((os.stat(path).st_mtime_ns, one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _read_record(path: str) -> Record | None:
    """The record of a file; ``None`` for one that a kill, or somebody else, left there."""
    try:
        record = Record(**json.loads(read_regular(path, _MOST_BYTES)))
        if all(map(_has_its_type, fields(record), astuple(record))):
            return record
    except (UnreadableError, ValueError, TypeError, RecursionError):
        pass
    return None


def _has_its_type(field: Field[Any], value: object) -> bool:
    """Whether a field holds what its default is of: a text, a number, a list or a table."""
    if field.default_factory is not MISSING:
        return isinstance(value, dict)
    expected = type(field.default) if field.default is not MISSING else str
    return isinstance(value, list if expected is tuple else expected)


def keep_record(results: str, key: str, record: Record) -> None:
    """Write the record of a task that is done, at once and whole."""
    text = json.dumps(asdict(record), indent=2)
    put_text(os.path.join(results, "records", key + _SUFFIX), text)
