"""The pages of rules under which several modules for environments change or report something.

A module that is removed takes no rule with it that another one needs.
"""

from __future__ import annotations

from prefect_codemods.rule import Kind, rule

LOCAL = rule(
    "PM101",
    "local-environment",
    Kind.SAFE,
    since="1.0.0",
    what="Replaces `LocalEnvironment` with an executor and, where it has labels, a `UniversalRun`.",
    why="Environments were removed in Prefect 1.0.0: the import fails, and an assignment to `flow.environment` "
    "is silently ignored.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n"
    "from prefect.executors import LocalDaskExecutor\n\n"
    'flow = Flow("f", environment=LocalEnvironment(executor=LocalDaskExecutor()))\n',
    after="from prefect import Flow\nfrom prefect.executors import LocalDaskExecutor\n\n"
    'flow = Flow("f", executor=LocalDaskExecutor())\n',
    source="Prefect 1.0.0, changelog; 0.14.0, prefect/environments/execution/local.py",
)
ENTANGLED = rule(
    "PM205",
    "environment-elsewhere",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports an environment that is used in a way that has no single meaning in 1.x.",
    why="It comes from a factory, another module, a condition or a container, is subclassed, "
    "compared or reached into: what it becomes can't be determined at the flow.",
    before="from prefect.environments import LocalEnvironment\n\n\n"
    "def environment():\n    return LocalEnvironment()\n",
    advice="set `flow.executor` and `flow.run_config` where the environment was used",
)
RUN_CONFIG_WINS = rule(
    "PM109",
    "environment-beside-run-config",
    Kind.SAFE,
    since="0.13.10",
    what="Removes an environment of a flow that has a run config.",
    why="From 0.13.10 on the run config won, and the environment's executor was not used.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n"
    "from prefect.run_configs import DockerRun\n\n"
    'flow = Flow("f", run_config=DockerRun(), environment=LocalEnvironment())\n',
    after="from prefect import Flow\nfrom prefect.run_configs import DockerRun\n\n"
    'flow = Flow("f", run_config=DockerRun())\n',
    source="Prefect 0.13.10 to 0.15.13, prefect/cli/execute.py",
)
POSITIONAL = rule(
    "PM206",
    "flow-positional",
    Kind.MANUAL,
    since="0.13.8",
    what="Reports positional arguments of `Flow` behind an environment.",
    why="What the third and later positional arguments mean changed in 0.13.8, 0.13.10 and 1.0.0.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
    'flow = Flow("f", None, None, LocalEnvironment(), mystery)\n',
    advice="write them as keywords",
)
