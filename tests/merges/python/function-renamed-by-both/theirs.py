import os

LABELS = ["prod"]


def baz(x):
    return x + 1


def last():
    return os.getpid()
