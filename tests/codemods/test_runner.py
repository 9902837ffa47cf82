"""The codemods under LibCST's own runner."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_libcst_tool_runs_the_codemods(tmp_path: Path) -> None:
    flow = tmp_path / "flow.py"
    flow.write_text(
        "from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
        "flow = Flow('f', environment=LocalEnvironment(metadata={'image': 'a/b:1'}))\n"
        "other = Flow('g', environment=LocalEnvironment(on_exit=print))\n"
    )
    command = "prefect_codemods.runner.MigratePrefectCommand"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "libcst.tool",
            "codemod",
            "-x",
            command,
            "--no-format",
            "--jobs",
            "1",
            "--agent",
            "kubernetes",
            str(flow),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert "KubernetesRun(image='a/b:1')" in flow.read_text(), done.stderr
    assert "PM201" in done.stderr


def test_the_runner_takes_the_options_of_the_codemods(tmp_path: Path) -> None:
    flow = tmp_path / "flow.py"
    flow.write_text(
        "from prefect.environments.storage import S3\n"
        "from prefect.engine.executors import LocalExecutor\n"
    )
    command = "prefect_codemods.runner.MigratePrefectCommand"

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        words = ["-m", "libcst.tool", "codemod", "-x", command, "--no-format", "-j1", *options]
        return subprocess.run(
            [sys.executable, *words, str(flow)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )

    assert "`9.x.1` is not a release" in run("--from", "9.x.1").stderr
    run("--from", "0.13.19", "--target", "0.15", "--select=PM110,PM12", "--ignore=PM120")
    assert flow.read_text().splitlines() == [
        "from prefect.storage import S3",
        "from prefect.engine.executors import LocalExecutor",
    ]
