import os

from prefect import Flow
from prefect.environments import LocalEnvironment

flow = Flow("a")
if os.environ.get("BIG"):
    flow.name = "big"
else:
    flow.environment = LocalEnvironment()
for name in ("a", "b"):
    print(name)
else:
    # nothing special
    flow.environment = LocalEnvironment()
try:
    print(1)
except ValueError:
    flow.environment = LocalEnvironment()
else:
    flow.environment = LocalEnvironment()
