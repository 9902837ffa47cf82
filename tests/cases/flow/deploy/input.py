from prefect import Flow

with Flow("a") as flow:
    pass

flow.deploy("project", build=False)  # nightly


def ship(thing):
    thing.deploy("project")
