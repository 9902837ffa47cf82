<<<<<<< ours
class Queue:
    size = 3

    def push(self, job):
        self.jobs.append(job)

    def pop(self):
        return self.jobs.pop()
=======
class Stack:
    depth = 3

    def put(self, job):
        self.jobs.insert(0, job)
>>>>>>> theirs


class Log:
    def write(self, line):
        print(line)
