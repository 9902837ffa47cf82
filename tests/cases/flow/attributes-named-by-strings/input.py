from operator import attrgetter, methodcaller

from prefect import Flow
from prefect.client import Client

flow = Flow("nightly")
setattr(flow, "environment", None)
getattr(flow, "deploy")("project")
print(hasattr(flow, "environment"), vars(flow)["environment"], flow.__dict__["environment"])
print(getattr(flow, "name"), getattr(flow, "register"), vars(flow)["name"])
list(map(attrgetter("environment.labels"), [flow]))
list(map(methodcaller("deploy", "project"), [flow]))
getattr(Client(), "login_to_tenant")("t")
