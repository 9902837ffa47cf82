from prefect import Flow
from prefect.environments import LocalEnvironment
from {{cookiecutter.package}}.tasks import load

with Flow("{{cookiecutter.name}}", environment=LocalEnvironment(labels=["{{cookiecutter.label}}"])) as flow:
    load()
