from prefect import Flow
from prefect.executors import DaskExecutor
from prefect.run_configs import ECSRun
from prefect.tasks.secrets import PrefectSecret
a = Flow(
    "a",
    executor=DaskExecutor(
        address="tcp://x:1",
        client_kwargs={"security": PrefectSecret("S").run()},
    ),
)
b = Flow("b", executor=DaskExecutor(address=PrefectSecret("A").run()))
c = Flow(
    "c",
    run_config=ECSRun(
        task_definition={
            "networkMode": PrefectSecret("A").run(),
            "containerDefinitions": [{"name": "flow"}],
        },
        run_task_kwargs={"cluster": PrefectSecret("C").run()},
    ),
)
d = DaskExecutor(
    cluster_kwargs={"processes": True},
    client_kwargs={"security": PrefectSecret("D").run()},
)
