import os

LABELS = ["prod"]


class Foo:
    size = 1

    def show(self):
        print(self.size)


def last():
    return os.getpid()
