import prefect


def one():
    '''>>> prefect.environments.LocalEnvironment()'''


def two():
    r""">>> from prefect.environments.storage import S3
    >>> S3("b")
    'a "quote"'
    """


def three():
    "`prefect.environments` was its name."
    return prefect
