"""Describe the flows of files, inside an interpreter that has one Prefect release.

Reads one request a line, as JSON, on standard input: ``{"file": …, "agent": …, "run": …, "timeout": …}``;
answers each with one line of JSON on standard output, ``{"flows": …}`` or ``{"error": …}``.  Every
file is run in a fork of its own: what it leaves behind is gone with it, and one that hangs, exits
or kills its process costs nothing but its own answer.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import traceback
from typing import Any

import prefect
from inside import flows, names, world


def main() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    world.replace()
    print(json.dumps({"release": prefect.__version__.split("+")[0]}), file=answers, flush=True)
    for line in sys.stdin:
        print(answer(json.loads(line)), file=answers, flush=True)


def answer(request: dict[str, Any]) -> str:
    """The answer to ``request``, as JSON; never raises for what the file does."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setsid()
        status = 1
        try:
            with os.fdopen(writing, "w") as pipe:
                pipe.write(describe(request))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    held = _read(reading, request["timeout"])
    os.close(reading)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if held is None:
        return json.dumps({"error": f"not described within {request['timeout']} s"})
    return held or json.dumps({"error": "the file ended its process"})


def _read(pipe: int, timeout: float) -> str | None:
    """All that comes through ``pipe``, or ``None`` where ``timeout`` seconds pass in between."""
    parts = []
    while True:
        if not select.select([pipe], [], [], timeout)[0]:
            return None
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts).decode()
        parts.append(part)


def describe(request: dict[str, Any]) -> str:
    """Run the file and describe its flows; an error becomes the answer.

    A request with ``names`` or ``classes`` asks for what the release itself holds.
    """
    try:
        if "names" in request:
            return json.dumps({"names": names.exist(request["names"])})
        if "classes" in request:
            return json.dumps({"classes": names.parameters(request["classes"])})
        found = flows.of_file(request["file"])
        asked = (request["agent"], request["run"])
        labels = [flows.labels_of(flow) for flow in found]
        described = {
            flow.name: flows.describe(flow, own, *asked)
            for flow, own in zip(found, labels, strict=True)
        }
        if len(described) != len(found):
            raise ValueError("two flows of one file share a name")
        return json.dumps({"flows": described, "calls": world.CALLS}, sort_keys=True)
    except BaseException:
        return json.dumps({"error": traceback.format_exc()})


if __name__ == "__main__":
    main()
