import os

LABELS = ["prod"]
BUCKET = LABELS[0]


def foo(x):
    return x + 1


def last():
    return os.getpid()
