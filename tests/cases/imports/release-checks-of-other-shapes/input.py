import pytest
import prefect


def before_14():
    return prefect.__version__.startswith("0.13")


match prefect.__version__.split(".")[0]:
    case "0":
        from prefect.engine.executors import LocalExecutor
    case _:
        from prefect.executors import LocalExecutor

if before_14():
    from prefect.environments.storage import S3
else:
    from prefect.storage import S3

environment = before_14() and prefect.environments.LocalEnvironment()


@pytest.mark.skipif(not before_14(), reason="only 0.13 has it")
def test_handlers():
    from prefect.engine.result_handlers import S3ResultHandler

    assert S3ResultHandler("bucket")
