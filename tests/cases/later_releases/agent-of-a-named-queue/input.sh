#!/bin/sh
prefect agent start reports
