from prefect import Flow


def in_a_function(name):
    return Flow(name)


def below_a_docstring(name):
    """What is above goes on."""

    return Flow(name)


class Flows:
    # The comment belongs to what is below.
    one = Flow("one")


if Flows.one:

    from prefect import Flow as Kept

    two = Kept("two")
