from prefect import Flow, task
from prefect.engine.result_handlers import SecretResultHandler
from prefect.tasks.secrets import PrefectSecret

secret = PrefectSecret("TOKEN")


@task(result_handler=SecretResultHandler(secret))
def use():
    return 1


with Flow("kept") as flow:
    use()
