#!/usr/bin/env python3
import prefect


def build():
    from prefect import Flow
    from prefect.environments import DaskKubernetesEnvironment

    return Flow("x", environment=DaskKubernetesEnvironment(worker_spec_file="worker.yaml"))


print(prefect.__version__)
