class Empty:
    size = 0
    name = "none"

    def shrink(self):
        self.size -= 1
