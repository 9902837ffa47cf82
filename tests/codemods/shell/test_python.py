from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.options import Options


def run(text: str) -> tuple[str, list[str]]:
    done = rewrite(text, "python", Options())
    assert not rewrite(done.text, "python", Options()).changes
    return done.text, [d.rule for d in done.diagnostics]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'run(["prefect", "agent", "start", "docker", "--label", label])',
            'run(["prefect", "agent", "docker", "start", "--label", label])',
        ),
        (
            'run(("prefect", "agent", "start", "docker", "-v",))',
            'run(("prefect", "agent", "docker", "start", "--log-level", "DEBUG",))',
        ),
        (
            "run(['prefect', 'agent', 'start'], check=True)",
            "run(['prefect', 'agent', 'local', 'start'], check=True)",
        ),
        (
            'run([\n    "prefect",\n    "register",\n    "flow",  # one\n    "-f",\n    path,\n'
            '    "-p",\n    "etl",\n    "-n",\n    "x",\n])',
            '# one\nrun([\n    "prefect",\n    "register",\n    "--path",\n    path,\n'
            '    "--project",\n    "etl",\n    "-n",\n    "x",\n    "--force",\n])',
        ),
        (
            'run([sys.executable, "-m", "prefect", "execute", "cloud-flow"])',
            'run([sys.executable, "-m", "prefect", "execute", "flow-run"])',
        ),
        (
            'run("prefect agent start docker", shell=True)',
            'run("prefect agent docker start", shell=True)',
        ),
    ],
)
def test_a_command_that_python_runs(before: str, after: str) -> None:
    head = "import sys\nfrom subprocess import run\n\n"
    assert run(head + before + "\n") == (head + after + "\n", [])


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("import os\nos.system(f'prefect agent start {kind}')\n", ["PM355"]),
        ("import os\nos.system('prefect agent start ' + kind)\n", ["PM355"]),
        ("import subprocess\nsubprocess.run(['prefect', 'agent', 'start', kind])\n", ["PM355"]),
        ("import subprocess\nsubprocess.run(['prefect', 'agent', 'start', *args])\n", ["PM355"]),
        ("import os\nos.environ['PREFECT__CLOUD__AUTH_TOKEN'] = t\n", ["PM350"]),
        (
            "from setuptools import setup\nsetup(install_requires=['a', 'prefect==0.13.2'])\n",
            ["PM358"],
        ),
        ("x = ['prefect', 'agent', 'start']\n", ["PM355"]),
        ("run(['prefect', 'agent', 'start'])\n", ["PM355"]),
        ("LINE = 'prefect agent start'\n", ["PM355"]),
        ("session.run('prefect', 'register', 'flow', '-f', 'x')\n", ["PM355"]),
        ("import sh\nsh.prefect.agent.start('docker')\n", ["PM355"]),
        ("install_requires = ['prefect[aws]<1.0']\n", ["PM358"]),
        ("import os\nx = os.environ['PREFECT__LOGGING__LOG_TO_CLOUD']\n", ["PM361"]),
        ("import os\nos.environ['PREFECT__CLOUD__GRAPHQL'] = url\n", ["PM361"]),
    ],
)
def test_what_is_reported(text: str, rules: list[str]) -> None:
    assert run(text) == (text, rules)


@pytest.mark.parametrize(
    "text",
    [
        "print('prefect agent start')\n",
        "import subprocess\nsubprocess.run(['echo', 'prefect agent start'])\n",
        "import subprocess\nsubprocess.run(['prefect', 'agent', 'docker', 'start'])\n",
        "x = ['prefect==0.13.2']\n",
        "setup(install_requires=['prefect>=1.4.1,<2', 'prefect-aws'])\n",
        "x = {'cloud.graphql': 'http://x/graphql', 'name': 'prefect'}\n",
        "import os\nos.environ['PREFECT__LOGGING__LEVEL'] = 'INFO'\n",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert run(text) == (text, [])


def test_variables_and_keys_in_python() -> None:
    before = (
        "import os\n"
        "from prefect.utilities.configuration import set_temporary_config\n\n"
        'os.environ["PREFECT__LOGGING__LOG_TO_CLOUD"] = flag\n'
        "monkeypatch.setenv('PREFECT__CLOUD__GRAPHQL', 'http://x/graphql')\n"
        "env = {'PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS': \"local\"}\n"
        'with set_temporary_config({"cloud.graphql": "http://y/graphql/alpha"}):\n'
        "    pass\n"
    )
    after = (
        "import os\n"
        "from prefect.utilities.configuration import set_temporary_config\n\n"
        'os.environ["PREFECT__CLOUD__SEND_FLOW_RUN_LOGS"] = flag\n'
        "monkeypatch.setenv('PREFECT__CLOUD__API', \"http://x\")\n"
        "env = {'PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS': \"\"}\n"
        'with set_temporary_config({"cloud.api": "http://y"}):\n'
        "    pass\n"
    )
    assert run(before) == (after, [])
