"""A tree of recipes, flows, manifests and other files in three versions, for merges by real git.

A fork took over the second version by hand and then merged the third: every file is in conflict,
and its markers were committed. The fork changed nothing of its own but in the files of ``OWN``.
"""

from __future__ import annotations

from collections.abc import Iterator

NAMES = ("orders", "weather", "metrics", "invoices", "sensors")
OWN = "recipes/with_a_note.md"
CRLF = "flows/of_windows.py"


def tree(version: int) -> dict[str, str]:
    """The files of version 1, 2 or 3."""
    return {path: text for name in NAMES for path, text in _files(name, version)} | {
        CRLF: _flow("windows", version).replace("\n", "\r\n" if version == 3 else "\n"),
        OWN: _recipe("notes", version),
    }


def forked(version: int) -> dict[str, str]:
    """The second version as the fork has it: with a sentence of its own."""
    files = tree(version)
    files[OWN] = files[OWN].replace("Register", "Ask the data team for a token first.\n\nRegister")
    return files


def _files(name: str, version: int) -> Iterator[tuple[str, str]]:
    yield f"flows/{name}.py", _flow(name, version)
    yield f"recipes/{name}.md", _recipe(name, version)
    yield f"manifests/{name}.yaml", _manifest(name, version)
    yield f"docker/{name}/Dockerfile", _dockerfile(name, version)
    yield f"bin/{name}.sh", _script(name, version)
    yield f"data/{name}.dat", _data(name, version)
    yield f"docs/{name}.rst", _page(name, version)


def _flow(name: str, version: int) -> str:
    imports, settings = {
        1: (
            "from prefect.environments.execution import LocalEnvironment\n"
            "from prefect.environments.storage import Docker\n",
            "environment=LocalEnvironment(), ",
        ),
        2: (
            "from prefect.engine.executors import LocalDaskExecutor\n"
            "from prefect.environments import LocalEnvironment\n"
            "from prefect.environments.storage import Docker\n",
            "environment=LocalEnvironment(executor=LocalDaskExecutor()), ",
        ),
        3: (
            "from prefect.executors import LocalDaskExecutor\n"
            "from prefect.run_configs import DockerRun\n"
            "from prefect.storage import Docker\n",
            "executor=LocalDaskExecutor(), run_config=DockerRun(), ",
        ),
    }[version]
    register = ("", 'project_name="main"', 'project_name="main", labels=["lab"]')[version - 1]
    return f'''"""Load the {name}."""
from prefect import Flow, task
{imports}

@task
def load():
    return "{name}"


with Flow("{name}", {settings}storage=Docker(image_name="{name}")) as flow:
    load()

flow.register({register})
'''


def _recipe(name: str, version: int) -> str:
    level, command = {
        1: ("#", "prefect agent start local"),
        2: ("#", "prefect agent start docker --show-flow-logs"),
        3: ("##", "prefect agent docker start --show-flow-logs"),
    }[version]
    return f"""# The {name}

{level}{" " if version != 2 else "  "}How it runs

{("Start", "Begin with", "Start")[version - 1]} an agent{(".", " of docker.", ":")[version - 1]}

```bash
{command}
```

Register the flow of the {name} {("now", "once it runs", "when it runs")[version - 1]}.

```python
{_flow(name, version).rstrip()}
```
"""


def _manifest(name: str, version: int) -> str:
    image = ("0.11.0", "0.13.2", "0.15.4")[version - 1]
    command = (
        "prefect agent start",
        "prefect agent start kubernetes",
        "prefect agent kubernetes start",
    )
    return f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: {version}
  template:
    spec:
      containers:
        - name: agent
          image: prefecthq/prefect:{image}
          args: ["{command[version - 1]}"]
"""


def _dockerfile(name: str, version: int) -> str:
    base = ("0.11.0", "0.13.2", "0.15.4")[version - 1]
    return f"FROM prefecthq/prefect:{base}\nCOPY {name}.py /flow-{version}.py\nUSER lab\n"


def _script(name: str, version: int) -> str:
    register = (
        "prefect register flow --file",
        "prefect register flow --project main --file",
        "prefect register --project main --path",
    )[version - 1]
    return f"#!/bin/sh\nset -e\n{register} {name}.py\necho done\n"


def _data(name: str, version: int) -> str:
    return f"name {name}\nrows {version * 100}\nsource table_{version}\nend\n"


def _page(name: str, version: int) -> str:
    title = f"The {name}"
    said = ("in one process", "with `LocalEnvironment`", "with `run_config`")[version - 1]
    return f"{title}\n{'=' * len(title)}\n\nThe flow runs {said}.\n\nSee also the recipe.\n"
