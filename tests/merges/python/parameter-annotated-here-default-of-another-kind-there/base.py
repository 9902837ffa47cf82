import csv


def rows_of(path, limit=100, *, sep=";", strict=False):
    """Read a table."""
    with open(path) as stream:
        found = list(csv.reader(stream, delimiter=sep, strict=strict))
    return found[:limit]


def first_of(path):
    return rows_of(path, 1)[0]
