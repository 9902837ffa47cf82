from prefect import flow
from {{ package }} import load


@flow
def {{ name }}():
    load()
