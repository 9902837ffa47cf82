from setuptools import setup

setup(
    name="flows",
    python_requires=">=3.6",
    install_requires=["prefect==0.13.19"],
    classifiers=["Programming Language :: Python :: 3.6"],
)
