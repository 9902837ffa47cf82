"""Which private names are taken from a storage, and what moved with it."""
from prefect.storage import _healthcheck
from prefect.environments.storage.docker import multiline_indent, parse_generator_output
from prefect.environments.storage import docker as docker_storage
import prefect.storage.docker

print(_healthcheck, multiline_indent, parse_generator_output)
print(docker_storage.multiline_indent, prefect.environments.storage.docker.multiline_indent)
