from setuptools import setup

setup(
    name="flows",
    install_requires="""
        dask
        prefect[aws]==0.13.19
    """,
    extras_require={"k8s": "prefect[kubernetes]<0.14\nkubernetes"},
)
