echo "prefect agent start"
grep -rl 'prefect register flow' docs/ | xargs sed -i 's/prefect agent start/x/'
# prefect run flow -n x -p y
open https://docs.example.org/prefect/agent/start
prefect agent docker start --label dev
prefect register --project etl --path etl.py
cat <<EOF
usage: prefect agent start
EOF
