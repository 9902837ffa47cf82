from prefect import Flow, task
from prefect.engine import signals
from prefect.environments import LocalEnvironment


@task
def careful():
    try:
        raise signals.SKIP("later")
    except Exception:
        return "caught"


with Flow("signals", environment=LocalEnvironment(labels=["x"])) as flow:
    careful()
