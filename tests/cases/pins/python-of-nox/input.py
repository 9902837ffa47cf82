import nox

@nox.session(python=["3.6", "3.7", "pypy3.6"])
def tests(session):
    session.install("prefect==0.13.19", "pytest")
    session.run("pytest")
