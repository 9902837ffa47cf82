from lake import drain, fill


class Basin:
    def empty(self):
        assert drain(1)


class Weir:
    def broken(self):
        fill(
            'x'
        )

    def dry(self):
        assert not fill(None)
