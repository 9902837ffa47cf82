import csv


<<<<<<< HEAD
def rows_of(file, limit):
=======
def rows_of(path, limit):
>>>>>>> topic
    """Read a table."""
<<<<<<< HEAD
    table = open_table(file)
=======
    print(path)
    table = open_table(path)
>>>>>>> topic
    check(table)
    return table[:limit]


def open_table(path):
    with open(path) as stream:
        return list(csv.reader(stream))


def check(table):
    assert table
