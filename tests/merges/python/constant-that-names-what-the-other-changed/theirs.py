import os

LABELS = ["prod"]
LABELS = ["x"]


def foo(x):
    return x + 1


def last():
    return os.getpid()
