"""Helpers for prefect.

>>> from prefect.storage import Docker
>>> Docker()
<Storage: Docker>
"""
