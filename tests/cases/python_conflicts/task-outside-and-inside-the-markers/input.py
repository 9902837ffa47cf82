from prefect import task


@task
def load(path):
    return open(path).read()


<<<<<<< HEAD
@task
def clean(text):
    return text.lower()


@task
def load(path, mode="r"):
    return open(path, mode).read()
=======
@task
def clean(text):
    return text.lower()
>>>>>>> topic
