def f(x):
    print(x)


def middle(x):
    return x


def last(x):
    print(x)
    print(x)


def end(x):
    print(x)
