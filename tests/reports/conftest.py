"""Outcomes of every kind, as the real pipeline makes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.reports import report
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.masking import masked_outcome
from prefect_migrate.reports.style import Style

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\x1b[31mred\x1b[0m",
    "\u202egnp.exe",
    "`rm -rf`",
    "::error::owned",
    '=HYPERLINK("http://evil")',
    "</details>",
    "@everyone",
)

FLOW = """\
from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.environments.storage import Docker
from prefect.environments import LocalEnvironment, Environment


@task
def load(x):
    return x


with Flow("etl") as flow:
    load(1)

flow.storage = Docker(image_name="größe")
flow.environment = LocalEnvironment(executor=DaskExecutor(), labels=["prod"])
other = Environment()
"""

PAGE = """\
# A page

<<<<<<< HEAD
Words of ours about ``one`` thing.
=======
Words of theirs about another.
>>>>>>> old

```python
<<<<<<< HEAD
from prefect.storage import Docker
=======
from prefect.environments.storage import Docker
>>>>>>> old
```
"""

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: worker
spec:
  containers:
    - name: worker
<<<<<<< HEAD
      image: prefecthq/prefect:1.4.1
=======
      image: prefecthq/prefect:0.13.19
      env:
        - name: A
          value: "1"
>>>>>>> old
"""

UNDECIDED = """\
<<<<<<< HEAD
x = 1
=======
x = 2
>>>>>>> theirs
"""


def hostile_flow(text: str) -> str:
    """A flow that is migrated and reported on, with ``text`` wherever a text may stand."""
    quoted = repr(text)
    return (
        "from prefect import Flow\n"
        "from prefect.environments import LocalEnvironment, Environment\n"
        f"# {text}\n".replace("\x1b", "\\\x1b")
        + f"flow = Flow({quoted})\n"
        f"flow.environment = LocalEnvironment(labels=[{quoted}])\n"
        f"other = Environment(labels=[{quoted}])\n"
    )


@pytest.fixture(scope="session")
def outcomes() -> list[Outcome]:
    """A flow, a page, a manifest, a conflict that stays, a refusal, hostile names and texts."""
    return [
        migrate_text(FLOW, "flows/flow.py"),
        migrate_text(FLOW.replace("\n", "\r\n"), "flows/crlf.py"),
        migrate_text(FLOW.rstrip("\n") + "  # end", "flows/no end.py"),
        migrate_text(PAGE, "docs/page.md"),
        migrate_text(MANIFEST, "k8s/pod.yaml"),
        migrate_text(UNDECIDED, "left.py"),
        migrate_text("x = (\nprefect.environments\n", "broken.py"),
        migrate_text("import os\n", "nothing.py"),
        *(migrate_text(hostile_flow(text), f"{text}.py".replace("/", "|")) for text in HOSTILE),
        Outcome.refused(Source("<b>.py", ""), Refusal(HOSTILE[0], 1, 1, HOSTILE[2])),
    ]


@pytest.fixture
def written(outcomes: list[Outcome]) -> Callable[..., str]:
    """A whole report over all the outcomes."""

    def write(name: str, style: Style | None = None) -> str:
        made, tally, said = report(name, style or Style()), Tally(), ""
        for outcome in outcomes:
            said += made.outcome(masked_outcome(outcome))
            tally = tally.plus(outcome)
        return said + made.end(tally)

    return write
