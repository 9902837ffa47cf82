import os

LABELS = ["prod"]
STORE = "flows"


def foo(x):
    return x + 1


def last():
    return os.getpid()
