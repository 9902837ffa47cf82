from prefect.storage import (Docker,
                             S3)
from prefect.executors import (LocalExecutor, DaskExecutor, LocalDaskExecutor)
from prefect.engine.results import (LocalResult,
                                    GCSResult)

handlers = [LocalResult("/tmp"), GCSResult("bucket")]
executors = [LocalExecutor(), DaskExecutor(), LocalDaskExecutor()]


def storages():
    from prefect.storage import (Bitbucket,
                                 GitHub,
                                 GitLab,
                                 Local)
    from prefect.storage import (
        Azure,  # the old one
        GCS,
    )

    return [Azure, Bitbucket, Docker, GCS, GitHub, GitLab, Local, S3]
