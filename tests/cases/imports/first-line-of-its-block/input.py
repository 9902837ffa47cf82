from prefect.environments import LocalEnvironment

from prefect import Flow


def in_a_function(name):
    from prefect.environments import LocalEnvironment

    return Flow(name, environment=LocalEnvironment())


def below_a_docstring(name):
    """What is above goes on."""
    from prefect.environments import LocalEnvironment

    return Flow(name, environment=LocalEnvironment())


class Flows:
    from prefect.environments import LocalEnvironment

    # The comment belongs to what is below.
    one = Flow("one", environment=LocalEnvironment())


if Flows.one:

    from prefect import Flow as Kept
    from prefect.environments import LocalEnvironment

    two = Kept("two", environment=LocalEnvironment())
