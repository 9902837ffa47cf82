from setuptools import setup

REQUIRES = ["prefect[aws]>=0.13,<0.14", "dask"]
EXTRAS = {"k8s": ["prefect[kubernetes]==0.13.19"], "dev": ["pytest"]}
setup(
    name="etl",
    install_requires=REQUIRES,
    extras_require=EXTRAS,
    tests_require="prefect==0.13.19",
)
