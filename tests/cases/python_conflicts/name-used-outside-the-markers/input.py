from math import (
<<<<<<< HEAD
    ceil,
    floor,
=======
    floor,
    sqrt,
>>>>>>> topic
)


def area(side):
    return ceil(sqrt(side)) + floor(side)
