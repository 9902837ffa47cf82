def f(x):
    print(x)


def last(x):
    print(x)


def middle(x):
    return x + 1
    print(x)


def end(x):
    print(x)
