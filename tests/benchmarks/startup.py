"""Start-up as a ratio to ``python -c pass``: CPU seconds of a child, the least of many runs.

Run it by hand: ``python tests/benchmarks/startup.py [RUNS]``. Nothing fails here, since another
machine has another clock; what the figures hang on, the imports, is tested in
tests/cli/test_dispatch.py. As after an installation all code is compiled: without that, which an
environment with PYTHONDONTWRITEBYTECODE and a checkout would measure, half the time is compiling.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ["-c", "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"]
FILES = {
    "plain.py": "import os\n\nprint(os.getcwd())\n",
    "prose.py": "# Runs beside what prefect runs.\nprint()\n",
    "page.md": "Nothing to do for prefect here.\n",
}
COMMANDS = {
    "python -c pass": (["-c", "pass"], 1.0),
    "--version": ([*SCRIPT, "--version"], 1.5),
    "--help": ([*SCRIPT, "--help"], 7.5),
    "--check FILE without the word prefect": ([*SCRIPT, "--check", "plain.py"], 8.0),
    "--check FILE.py with it in a comment": ([*SCRIPT, "--check", "prose.py"], 8.0),
    "--check PAGE.md with it in its prose": ([*SCRIPT, "--check", "page.md"], None),
}


def seconds(args: list[str], folder: str) -> float:
    """User and system time of one run of the interpreter."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env={
            **environment,
            "PYTHONPATH": f"{ROOT / 'migrate'}{os.pathsep}{ROOT / 'codemods'}",
            "PYTHONPYCACHEPREFIX": str(Path(folder, "compiled")),
        },
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def ratios(runs: int) -> dict[str, float]:
    """The ratio of each command; the runs are interleaved, so that noise hits all alike."""
    least = dict.fromkeys(COMMANDS, float("inf"))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            Path(folder, name).write_text(text)
        for _ in range(runs):
            for name, (args, _) in COMMANDS.items():
                least[name] = min(least[name], seconds(args, folder))
    return {name: time / least["python -c pass"] for name, time in least.items()}


def main() -> None:
    for name, ratio in ratios(int(sys.argv[1]) if len(sys.argv) > 1 else 20).items():
        goal = COMMANDS[name][1]
        print(f"{name:40} {ratio:5.2f}" + (f"  (goal {goal})" if goal else ""))


if __name__ == "__main__":
    main()
