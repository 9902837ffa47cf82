from prefect import Flow

with Flow("a") as flow:
    pass

flow.register("project", build=False)  # nightly


def ship(thing):
    thing.deploy("project")
