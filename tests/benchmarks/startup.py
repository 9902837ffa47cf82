"""Start-up as a ratio to ``python -c pass``: CPU seconds of a child, the least of many runs.

Run it by hand: ``python tests/benchmarks/startup.py [RUNS]``. Goals: ``--version`` at most 1.5,
``--help`` at most 7.5. Nothing fails here, since another machine has another clock; what the
figures hang on, the imports, is tested in tests/cli/test_dispatch.py.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ["-c", "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"]
COMMANDS = {
    "python -c pass": (["-c", "pass"], 1.0),
    "--version": ([*SCRIPT, "--version"], 1.5),
    "--help": ([*SCRIPT, "--help"], 7.5),
    "--check FILE (nothing to do)": ([*SCRIPT, "--check", "../../.gitignore"], None),
}


def seconds(args: list[str]) -> float:
    """User and system time of one run of the interpreter."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *args],
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'migrate'}{os.pathsep}{ROOT / 'codemods'}"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def ratios(runs: int) -> dict[str, float]:
    """The ratio of each command; the runs are interleaved, so that noise hits all alike."""
    least = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(runs):
        for name, (args, _) in COMMANDS.items():
            least[name] = min(least[name], seconds(args))
    return {name: time / least["python -c pass"] for name, time in least.items()}


def main() -> None:
    for name, ratio in ratios(int(sys.argv[1]) if len(sys.argv) > 1 else 20).items():
        goal = COMMANDS[name][1]
        print(f"{name:30} {ratio:5.2f}" + (f"  (goal {goal})" if goal else ""))


if __name__ == "__main__":
    main()
