import os

LABELS = ["prod"]
REGION = "eu"
BUCKET = "flows"


def foo(x):
    return x + 1


def last():
    return os.getpid()
