import importlib

package = "environments"
ROOT = "prefect.engine"
environments = importlib.import_module("prefect." + package)
executors = importlib.import_module("prefect.engine.%s" % "executors")
storage = importlib.import_module("prefect.{}.storage".format(package))
handlers = importlib.import_module(ROOT + ".result_handlers")
signals = importlib.import_module(ROOT + ".signals")


def load(name):
    return importlib.import_module("prefect.tasks." + name), f"prefect.{name}"
