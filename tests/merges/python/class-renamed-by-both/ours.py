import os

LABELS = ["prod"]


class Bar:
    size = 1

    def show(self):
        print(self.size)


def last():
    return os.getpid()
