class Stack:
    depth = 3

    def put(self, job):
        self.jobs.insert(0, job)


class Log:
    def write(self, line):
        print(line)
