from prefect.environments.storage import (Docker,
                                          S3)
from prefect.engine.executors import (LocalExecutor, DaskExecutor,
                                      LocalDaskExecutor)
from prefect.engine.result_handlers import (LocalResultHandler,
                                            GCSResultHandler,)

handlers = [LocalResultHandler("/tmp"), GCSResultHandler("bucket")]
executors = [LocalExecutor(), DaskExecutor(), LocalDaskExecutor()]


def storages():
    from prefect.environments.storage import (GitHub,
                                              GitLab)
    from prefect.environments.storage import (
        Azure,  # the old one
        GCS,
    )
    from prefect.environments.storage import (
        Bitbucket, Local)

    return [Azure, Bitbucket, Docker, GCS, GitHub, GitLab, Local, S3]
