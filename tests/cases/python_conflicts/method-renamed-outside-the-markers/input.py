import csv

from prefect import Flow, task


class Shelf:
    def __init__(self, top):
        self.top = top
        self.seen = {}

    def count(self, name):
<<<<<<< HEAD
        rows = self.lines(name)
        return len(rows or ())
||||||| base
        rows = self.rows(name)
        return len(rows)
=======
        rows = self.rows(name)
        rows += self.rows(name.lower())
        return len(rows)
>>>>>>> topic

    def lines(self, name):
        with open(self.top + name) as stream:
            return list(csv.reader(stream))


def shelf_at(top):
    return Shelf(top)


def report(top, names):
    """Print how many books there are."""
    shelf = shelf_at(top)
    counts = [shelf.count(name) for name in names]
    print(counts)
    return counts


WIDTHS = {
    "title": 40,
    "author": 30,
    "year": 4,
    "isbn": 13,
    "place": 9,
}
