from prefect import Flow, task


class Settings:
    environment = "prod"


@task
def show(settings):
    return getattr(settings, "environment"), vars(Settings)["environment"], getattr(settings, "deploy")


with Flow("f") as flow:
    show(Settings())
