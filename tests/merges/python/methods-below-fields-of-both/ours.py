class Empty:
    size = 0
    name = ""

    def grow(self):
        self.size += 1
