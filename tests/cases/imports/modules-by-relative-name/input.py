import importlib
from importlib import import_module

executors = importlib.import_module(".executors", "prefect.engine")
environments = import_module(".environments", package="prefect")
storage = import_module("..environments.storage", "prefect.tasks")
kept = import_module(".results", "prefect.engine")
other = import_module(".executors", "company.engine")
named = import_module("." + name, "prefect.environments.storage")
