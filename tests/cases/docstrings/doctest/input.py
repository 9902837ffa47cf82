"""Storages.

>>> from prefect.environments.storage import Docker
>>> make(Docker())
"""


def make(storage):
    """Make a flow.

    >>> from prefect.storage import Docker
    >>> make(Docker())
    """
    return storage
