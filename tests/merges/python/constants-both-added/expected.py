import os

LABELS = ["prod"]
BUCKET = "flows"
REGION = "eu"


def foo(x):
    return x + 1


def last():
    return os.getpid()
