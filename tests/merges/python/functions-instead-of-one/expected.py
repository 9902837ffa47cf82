import os

LABELS = ["prod"]


<<<<<<< HEAD
def bar(y):
    print(y)
    return [y, y]
=======
def other():
    raise ValueError
>>>>>>> side


def last():
    return os.getpid()
