from prefect import Flow, task
from prefect.tasks.secrets import Secret


class Vault(Secret):
    def run(self):
        return "word"


@task
def size(word):
    return len(word)


with Flow("vault") as flow:
    size(Vault("x"))
