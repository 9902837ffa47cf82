"""The long part of the tests: ``python tests/long/run.py [PART…]``; without a PART all of them.

    packages   other people's code (network)           half an hour
    kills      350 kills in the middle of the work      about half an hour
    releases   every case under every --from            some minutes
    sizes      100,000 files, half an hour without growth, files at the limit
    slow       inputs of twice the size: may cost 2.3 times as much, half an hour
    mutants    mutation testing                         an hour or two
    fuzz       ten minutes for each of six targets; needs ``pip install atheris``

The exit code is 1 where a part failed, and the last lines say which.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGETS = ("markers", "yaml", "pages", "toml", "words", "pipeline")


def script(name: str, *arguments: str) -> list[str]:
    return [sys.executable, str(HERE / name), *arguments]


def tests(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]


PARTS: dict[str, list[list[str]]] = {
    "packages": [script("packages.py")],
    "kills": [tests("tests/bulk/test_kill.py", "tests/safety/test_kills.py")],
    "releases": [tests("tests/safety/test_one_file.py")],
    "sizes": [script("sizes.py")],
    "mutants": [script("mutants.py")],
    "slow": [script("slow_inputs.py")],
    "fuzz": [script("fuzz.py", target, "600") for target in TARGETS],
}


def main(*names: str) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"no such part: {unknown[0]}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    environment = {**os.environ, "PREFECT_MIGRATE_TEST_KILLS": "70"}
    results = {}
    for name in names or PARTS:
        ran = [subprocess.run(one, cwd=HERE.parents[1], env=environment) for one in PARTS[name]]
        results[name] = all(one.returncode == 0 for one in ran)
    for name, good in results.items():
        print(f"{name}: {'passed' if good else 'FAILED'}")
    return int(not all(results.values()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
