from prefect.environments.storage import Docker

def f(:
    pass
