import csv

from prefect import Flow, task


class Shelf:
    def __init__(self, top):
        self.top = top
        self.seen = {}

    def count(self, name):
        rows = self.rows(name)
        return len(rows)

    def rows(self, name):
        with open(self.top + name) as stream:
            return list(csv.reader(stream))


def shelf_at(top):
    return Shelf(top)


def report(top, names):
    """Print how many books there are."""
    limit = len(names)
    shelf = shelf_at(top)
    counts = [shelf.count(name) for name in names]
    print(counts)
<<<<<<< HEAD
    return counts[:limit]
||||||| base
    return counts
=======
    limit = max(counts)
    print(limit)
    return counts
>>>>>>> topic


WIDTHS = {
    "title": 40,
    "author": 30,
    "year": 4,
    "isbn": 13,
    "place": 9,
}
