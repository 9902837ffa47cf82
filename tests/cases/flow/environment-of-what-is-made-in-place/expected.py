from prefect import Flow

from company.flows import build_flow, stores


def make(name):
    return Flow(name)


kept = {"etl": Flow("etl")}
flows = {}

print(make("a").environment)
print(build_flow("a").environment)
if (first := make("b")).environment is not None:
    first.deploy("p")
if (second := Flow("c")).environment is not None:
    second.register(project_name="p")
kept["etl"].environment = stores
flows.get("etl").environment.labels.add("x")
flows.pop("etl").environment = stores
print(stores.get("etl").environment, make("d").tasks)
