class Shelf:
    def __init__(self, names):
        self.names = names

    def put(self, name, place=0):
        self.names.insert(place, name)

    def take(self, name):
        self.names.remove(name)
        return name


def fill(shelf, names):
    for name in names:
        shelf.put(name, 0)
    shelf.put('last')
    return shelf


def main():
    shelf = fill(Shelf([]), "abc")
    print(shelf.take("a"))
