from prefect import Flow, task
from prefect.utilities.exceptions import AuthorizationError, ClientError


@task
def careful():
    try:
        raise ClientError("no")
    except (AuthorizationError, ClientError) as error:
        return str(error)


with Flow("exceptions") as flow:
    careful()
