from . import config_exception
from .config_exception import ConfigException

__all__ = ["ConfigException", "config_exception", "load_incluster_config", "load_kube_config"]


def load_incluster_config() -> None:
    """Be inside a cluster."""


def load_kube_config() -> None:
    """Be outside of one."""
