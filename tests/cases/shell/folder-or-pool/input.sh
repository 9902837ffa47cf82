#!/bin/sh
prefect agent start -p flows --name one
prefect agent start local -p flows --name two
prefect agent start -p ./flows --name three
prefect agent start -p "$FLOWS" --name four
