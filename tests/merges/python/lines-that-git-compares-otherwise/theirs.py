def f(x):
    print(x)


def middle(x):
    print(x)
    return x + 1


def last(x):
    print(x)
    print(x)


def end(x):
    print(x)
