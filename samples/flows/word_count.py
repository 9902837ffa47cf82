"""Count the words of a few texts every morning."""

from datetime import timedelta

from prefect import Flow, Parameter, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import GCS
from prefect.schedules import IntervalSchedule


@task(max_retries=2, retry_delay=timedelta(minutes=1))
def read(name):
    return f"the text of {name}"


@task
def count(text):
    return len(text.split())


@task
def show(counts):
    print(sum(counts))


# The image of the tasks is built by the release job.
storage = GCS(bucket="flows")

with Flow(
    "Word Count",
    schedule=IntervalSchedule(interval=timedelta(days=1)),
    storage=storage,
    environment=LocalEnvironment(
        labels=["texts"],  # the agent beside the files
        executor=LocalDaskExecutor(scheduler="threads"),
        metadata={"image": "registry.example.com/data/words:latest"},
    ),
) as flow:
    names = Parameter("names", default=["one", "two"])
    show(count.map(read.map(names)))


if __name__ == "__main__":
    flow.register("words")
