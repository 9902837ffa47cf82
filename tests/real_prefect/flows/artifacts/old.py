from prefect import Flow, task
from prefect.artifacts import create_link, create_markdown


@task
def report():
    create_link("https://example.com")
    create_markdown("# done")
    return 1


with Flow("artifacts") as flow:
    report()
