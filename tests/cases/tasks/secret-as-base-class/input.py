from prefect.tasks.secrets import Secret


class Vault(Secret):
    def run(self):
        return "word"


vault, plain = Vault("x"), Secret("y")
