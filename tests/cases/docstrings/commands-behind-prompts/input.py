import click
import prefect


@click.command()
def register():
    """Register the flow of Prefect.

    \b
    Examples:
        $ prefect register flow --file flow.py \
            --name etl
    """


def agents():
    """Agents are started by hand.

    Such as
    $ prefect agent local start
    and never in a script.
    """
    return prefect
