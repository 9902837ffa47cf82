class Shelf:
    def __init__(self, names):
        self.names = names

<<<<<<< ours
    def put(self, name, place):
        self.names.insert(place, name)
=======
    def put(self, name):
        self.names.append(name)
>>>>>>> theirs

    def take(self, name):
        self.names.remove(name)
        return name


def fill(shelf, names):
    for name in names:
<<<<<<< ours
        shelf.put(name, 0)
=======
        shelf.put(name)
>>>>>>> theirs
    return shelf


def main():
    shelf = fill(Shelf([]), "abc")
    print(shelf.take("a"))
<<<<<<< ours
=======
    shelf.put("z")
>>>>>>> theirs
