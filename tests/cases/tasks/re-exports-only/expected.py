from prefect.tasks.secrets import PrefectSecret as Secret
