class Shelf:
    def __init__(self, names):
        self.names = names

    def put(self, name):
        self.names.append(name)

    def take(self, name):
        self.names.remove(name)
        return name


def fill(shelf, names):
    for name in names:
        shelf.put(name)
    return shelf


def main():
    shelf = fill(Shelf([]), "abc")
    print(shelf.take("a"))
    print(shelf.take("b"))
