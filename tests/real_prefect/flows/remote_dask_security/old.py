from distributed.security import Security

from prefect import Flow, task
from prefect.environments import RemoteDaskEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


security = Security(tls_ca_file="ca.pem", require_encryption=True)

with Flow("remote dask", environment=RemoteDaskEnvironment("tls://10.0.0.1:8786", security)) as flow:
    total(double.map(numbers()))
