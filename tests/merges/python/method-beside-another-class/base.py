from lake import drain, fill


class Basin:
    def empty(self):
        assert drain(1)


class Sluice:
    def first(self):
        fill(
            1
        )
        level = drain(2)
        assert level
