import os

LABELS = ["prod"]
BUCKET = "flows"


def foo(x):
    return x + 1


def last():
    return os.getpid()
