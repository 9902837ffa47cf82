import os

LABELS = ["prod"]


def bar(x):
    return x + 1


def last():
    return os.getpid()
