#!/bin/sh
<<<<<<< HEAD
prefect agent kubernetes start
=======
prefect agent start kubernetes
>>>>>>> x
