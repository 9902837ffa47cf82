from prefect import Flow, task
<<<<<<< HEAD
from prefect.environments import RemoteEnvironment
=======
from prefect.executors import LocalExecutor
>>>>>>> main


@task
def weigh(parcel):
    return parcel * 2


<<<<<<< HEAD
flow = Flow("post", tasks=[weigh], environment=RemoteEnvironment())
=======
with Flow("post", executor=LocalExecutor()) as flow:
    weigh(weigh(3))
>>>>>>> main
