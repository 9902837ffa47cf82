from prefect import Flow


def make(name):
    if name == "daily":
        return daily
    made = Flow(name)
    return made


with Flow("daily") as daily, Flow("weekly") as weekly:
    pass

for flow in (daily, weekly):
    flow.register(project_name="etl")

by_name = {"hourly": Flow("hourly")}
by_name["monthly"] = make("monthly")
for name, one in by_name.items():
    one.deploy(name)
by_name["hourly"].deploy("etl", labels=["x"])

grown = []
grown.append(make("yearly"))
[each.deploy("etl") for each in grown]
make("never").deploy("etl")
