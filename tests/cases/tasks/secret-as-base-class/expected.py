from prefect.tasks.secrets import PrefectSecret


class Vault(PrefectSecret):
    def run(self):
        return "word"


vault, plain = Vault("x"), PrefectSecret("y")
