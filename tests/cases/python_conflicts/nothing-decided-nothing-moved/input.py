import math


<<<<<<< HEAD
def area(radius):
    """Of a circle."""
    return math.pi * radius**2
||||||| base
=======
def area(radius):
    """Of a circle."""
    return 3.14 * radius * radius
>>>>>>> topic


<<<<<<< HEAD
def volume(radius, height=1.0):
||||||| base
def volume(radius, height):
=======
def volume(radius, height=2.0):
>>>>>>> topic
    return area(radius) * height
