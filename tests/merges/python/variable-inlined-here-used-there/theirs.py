import csv


def rows_of(path, limit):
    """Read a table."""
    table = open_table(path)
    check(table)
    print(table[0])
    return table[:limit]


def open_table(path):
    with open(path) as stream:
        return list(csv.reader(stream))


def check(table):
    assert table
