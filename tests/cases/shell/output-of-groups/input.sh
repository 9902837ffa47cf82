#!/bin/sh
{ crontab -l; echo "*/5 * * * * prefect run flow --name etl --project prod"; } | crontab -
(crontab -l 2>/dev/null; echo "@daily prefect register flow --file /srv/f.py --project p") | crontab -
{ cat base.env; echo "PREFECT__CLOUD__AUTH_TOKEN=$TOKEN"; } > agent.env
for kind in docker local; do
  echo "prefect agent start $kind"
done > agents.txt
if [ -n "$TOKEN" ]; then
  printf 'prefect agent start -t %s\n' "$TOKEN"
fi | tee run.sh
while read -r name; do echo "prefect run flow --name $name"; done < names >> all.sh
kustomize edit set image prefecthq/prefect=prefecthq/prefect:0.13.19

# What is only shown is left.
{ echo "prefect agent start is gone"; }
for kind in docker local; do echo "prefect agent start $kind was the old form"; done
(echo "prefect register flow") || true
if true; then echo "prefect agent start"; fi
echo done > log.txt
