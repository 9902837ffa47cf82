import os


@task(
    name="x",
    retries=3,
)
def run(a, b):
    first = sail(
        a,
        b,
        course="north",
    )
    second = other(
        first,
        {
            "a": 1,
            "b": 2,
        },
    )
    return first + second


VALUES = [
    1,
    2,
    3,
]
