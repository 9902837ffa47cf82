import os

LABELS = ["prod"]


def foo(x):
    return x + 1


def last():
    return os.getpid()
