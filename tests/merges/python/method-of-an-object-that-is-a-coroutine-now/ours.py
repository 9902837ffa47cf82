class Shelf:
    def __init__(self, names):
        self.names = names

    def put(self, name):
        self.names.append(name)

    async def take(self, name):
        self.names.remove(name)
        return name


def fill(shelf, names):
    for name in names:
        shelf.put(name)
    return shelf


async def main():
    shelf = fill(Shelf([]), "abc")
    print(await shelf.take("a"))
