class Shelf:
    def __init__(self, names):
        self.names = names

<<<<<<< HEAD
    def put(self, name, place):
        self.names.insert(place, name)
=======
    def put(self, name):
        self.names.append(name)
>>>>>>> topic

    def take(self, name):
        self.names.remove(name)
        return name


def fill(shelf, names):
    for name in names:
<<<<<<< HEAD
        shelf.put(name, 0)
=======
        shelf.put(name)
    shelf.put('last')
>>>>>>> topic
    return shelf


def main():
    shelf = fill(Shelf([]), "abc")
    print(shelf.take("a"))
