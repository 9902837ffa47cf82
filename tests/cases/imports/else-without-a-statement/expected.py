import os

from prefect import Flow

flow = Flow("a")
if os.environ.get("BIG"):
    flow.name = "big"
for name in ("a", "b"):
    print(name)
else:
    # nothing special
    pass
try:
    print(1)
except ValueError:
    pass
