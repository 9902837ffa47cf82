import prefect
from prefect import Flow

from company.prefect_defaults import DEFAULTS, pick_environment


def nightly(name, **settings):
    settings.setdefault("environment", pick_environment("nightly"))
    return Flow(f"nightly-{name}", **settings)


def hourly(name, **settings):
    settings.update(environment=pick_environment("hourly"), storage=DEFAULTS["storage"])
    return prefect.Flow(name, **settings)


def from_table(name, table):
    settings = dict(table, schedule=None)
    settings["environment"] = table.get("where")
    with Flow(name, **settings) as flow:
        return flow


def joined(name, more):
    return Flow(name, **{"environment": pick_environment(), **more})


class Reported(Flow):
    def __init__(self, name, **settings):
        settings["environment"] = pick_environment("reports")
        super().__init__(name, **settings)


def of_something_else(name, **settings):
    settings["environment"] = pick_environment("reports")
    return DEFAULTS["make"](name, **settings)


def without(name, **settings):
    settings.setdefault("environment", None)
    settings.pop("environment")
    where = settings["environment"]
    again = {**settings}
    again = {**again, "name": name}
    return Flow(where, **again)
