import importlib
from unittest import mock

environments = importlib.import_module("prefect.environments")
with mock.patch("prefect.contrib"):
    pass
client = importlib.import_module("prefect.client")
words = "prefect.environments are gone"
