import contextlib
from contextlib import suppress

GCS = None
with suppress(ImportError):
    from prefect.environments.storage import GCS

with contextlib.suppress(ModuleNotFoundError, AttributeError):
    import prefect.environments

with suppress(KeyError):
    from prefect.storage import Azure

storage = Azure("container") if GCS is None else GCS("bucket")
