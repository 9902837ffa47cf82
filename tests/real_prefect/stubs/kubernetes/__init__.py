"""A stand-in for the Kubernetes client: it can't be used without a cluster, so calls are noted."""

from . import client, config

__all__ = ["client", "config"]
