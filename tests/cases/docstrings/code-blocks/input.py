class Storage:
    """A storage.

    .. code-block:: python

        from prefect.environments import LocalEnvironment
        flow.environment = LocalEnvironment()
    """

    def build(self):
        """Build it::

            prefect agent start docker

        Or:

        ```python
        from prefect.environments.storage import S3
        ```
        """
