from math import (
    ceil,
    floor,
    sqrt,
)


def area(side):
    return ceil(sqrt(side)) + floor(side)
