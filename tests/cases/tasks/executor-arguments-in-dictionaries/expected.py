from prefect.executors import DaskExecutor

local = {"n_workers": 3, "local_processes": True}
current = dict(cluster_kwargs={"n_workers": 3}, debug=True)
first = DaskExecutor(**local)
second = DaskExecutor(address="tcp://scheduler:8786", **local)
third = DaskExecutor(**current)


def make(**options):
    return DaskExecutor(**options)


fourth = DaskExecutor(**{"address": "tcp://scheduler:8786", "client_kwargs": {"name": "x"}})
