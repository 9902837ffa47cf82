import logging

log = logging.getLogger("prefect agent start")


def fail(kind):
    """Starts what `prefect agent start docker` started."""
    print("prefect agent start docker")
    log.warning(f"prefect agent start {kind}")
    raise RuntimeError("prefect register flow failed")
