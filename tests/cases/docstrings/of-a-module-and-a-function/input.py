"""How to run.

.. code-block:: python

    from prefect.environments.storage import Docker

Run::

    $ prefect agent start docker

```bash
prefect register flow --file x.py
```
"""


def f():
    r"""Example:

        >>> from prefect.engine.executors import DaskExecutor
        >>> DaskExecutor(local_processes=True)
    """
