"""How to start.

.. code-block:: ipython

    In [1]: from prefect import Flow
    In [2]: !prefect agent start
"""

import prefect


def flow():
    """Like this::

        In [1]: %env PREFECT__LOGGING__LOG_TO_CLOUD=true

    ```ipython
    In [1]: !prefect agent start docker
    ```
    """
    return prefect.Flow("f")
