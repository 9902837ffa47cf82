class Empty:
    size = 0
    name = ""
