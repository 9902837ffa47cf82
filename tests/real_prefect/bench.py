"""The interpreters of the real releases, and how two descriptions differ."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import releases

TIMEOUT = 60


class Interpreter:
    """One release that describes files, one after the other."""

    def __init__(self, place: Path, release: str, home: Path) -> None:
        self.release = release
        stubs = str(releases.HERE / "stubs")
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": os.pathsep.join((releases.path(place, release), stubs)),
            "PYTHONWARNINGS": "ignore",
            "PYTHONHASHSEED": "0",
            "PREFECT__LOGGING__LEVEL": "CRITICAL",
            "PREFECT__CLOUD__AUTH_TOKEN": "token",
            "PREFECT__USER_CONFIG_PATH": str(home / "none.toml"),
        }
        self._python = releases.python(place)
        self._errors = home / f"stderr-{release}"
        self._start()

    def _start(self) -> None:
        script = str(releases.HERE / "describe.py")
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [self._python, script],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=self._environment,
                text=True,
            )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        hello = self._answer()
        if hello.get("release") != self.release:
            raise RuntimeError(f"asked for Prefect {self.release}, found {hello}")

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._answers.put(line)
        self._answers.put('{"error": "the interpreter ended"}')

    def _answer(self) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(self._answers.get(timeout=2 * TIMEOUT))
        except queue.Empty:
            self.close()
            return {"error": "the interpreter hangs"}
        return answer

    def describe(
        self, path: Path, agent: str | None, run: bool = True, timeout: float = TIMEOUT
    ) -> dict[str, Any]:
        """The description of the file's flows, or ``{"error": …}``."""
        return self.ask({"file": str(path), "agent": agent, "run": run, "timeout": timeout})

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request as ``describe.py`` takes it, or ``{"error": …}``."""
        if self._process.poll() is not None:
            self._start()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        """End the interpreter."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class Bench:
    """All releases; each is started when it is first asked."""

    def __init__(self, place: Path, home: Path) -> None:
        self._place, self._home = place, home
        self._held: dict[str, Interpreter] = {}

    def describe(self, release: str, path: Path, agent: str | None = None, **more: Any) -> Any:
        """The description of the flows of ``path`` under ``release``."""
        return self.interpreter(release).describe(path, agent, **more)

    def interpreter(self, release: str) -> Interpreter:
        """The interpreter that has ``release``."""
        if release not in self._held:
            self._held[release] = Interpreter(self._place, release, self._home)
        return self._held[release]

    def close(self) -> None:
        """End all interpreters."""
        for held in self._held.values():
            held.close()


@dataclass(frozen=True)
class Difference:
    """One place in which two descriptions differ; ``at`` is a dotted path below the flow."""

    at: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.at}: {json.dumps(self.old)} -> {json.dumps(self.new)}"

    def within(self, place: str) -> bool:
        """Whether this difference lies at ``place`` or below it."""
        return self.at == place or self.at.startswith(place + ".")


_NOTHING = "(nothing)"


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """How the flows of two descriptions differ; flows are told apart by name.

    A job that the old flow didn't make, but its agent from a template of its own, is not compared.
    """
    found = [*_compare("calls", old["calls"], new["calls"])]
    for name in sorted({*old["flows"], *new["flows"]}):
        if name in old["flows"] and name in new["flows"]:
            before, after = old["flows"][name], new["flows"][name]
            not_made = {key for key in ("job", "task definition") if before[key] is None}
            after = {key: None if key in not_made else held for key, held in after.items()}
            found += _compare("", before, after)
        else:
            found.append(Difference("flow", name in old["flows"], name in new["flows"]))
    return found


def _compare(at: str, old: Any, new: Any) -> list[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted({*old, *new})
        pairs = [(key, old.get(key, _NOTHING), new.get(key, _NOTHING)) for key in keys]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = [(str(n), *both) for n, both in enumerate(zip(old, new, strict=True))]
    else:
        return [] if old == new else [Difference(at, old, new)]
    return [d for key, a, b in pairs for d in _compare(f"{at}.{key}" if at else key, a, b)]
