import subprocess

from settings import *
from prefect.environments.storage import Docker

WORDS = WORDS + ["start"]


def start(kind):
    kinds = others + [kind]
    others = kinds + ["docker"]
    subprocess.run(["prefect", "agent", "start"] + WORDS + others)


store = Docker()
