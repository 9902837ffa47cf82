#!/bin/sh
prefect agent kubernetes start
