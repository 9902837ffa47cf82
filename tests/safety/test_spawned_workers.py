"""Workers that are spawned, as on macOS and Windows, run no module of the folder they stand in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_RUN = """
import sys
from prefect_migrate.bulk import workers
from prefect_migrate.settings import Settings

if __name__ == "__main__":
    workers._may_fork = lambda: False
    jobs = [workers.Job("flow.py", 1), workers.Job("more.py", 1)]
    for done in workers.Workers(Settings(), 2, 60).run(jobs):
        print(done.outcome.refusal or done.outcome.text)
"""


@pytest.mark.parametrize("name", ["multiprocessing", "libcst", "pickle", "prefect_migrate"])
def test_no_module_of_the_folder_runs(
    name: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    mark = tmp_path / "mark"
    (repository / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\n")
    for flow in ("flow.py", "more.py"):
        (repository / flow).write_text("from prefect.environments.storage import Docker\n")
    script = tmp_path / "run.py"
    script.write_text(_RUN)

    ran = subprocess.run(
        [sys.executable, str(script)],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.count("from prefect.storage import Docker") == 2, ran.stdout + ran.stderr
    assert not mark.exists()
