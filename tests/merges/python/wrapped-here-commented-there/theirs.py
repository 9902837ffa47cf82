import os


@task(name="x", retries=3)  # be patient
def run(a, b):
    # see the ticket
    first = sail(a, b, course="north")  # slow is broken
    second = other(first, {"a": 1, "b": 2, "c": 3})
    return first + second


VALUES = [1, 2, 3]  # never four
