class Empty:
    size = 0
    name = "none"

    def grow(self):
        self.size += 1

    def shrink(self):
        self.size -= 1
