import prefect.tasks.snowflake
from prefect import Flow
from prefect.tasks.aws.s3 import S3Download
from prefect.tasks.mysql import MySQLExecute
from prefect.tasks.postgres import PostgresExecute, PostgresFetch
from prefect.tasks.snowflake import SnowflakeQuery

old = PostgresExecute("db", "user", "secret", "host", 5432)
mixed = PostgresFetch("db", "user", "secret", host="host")
new = PostgresFetch("db", "user", "host", 5432)
fewer = PostgresFetch("db", "user", "host")
named = PostgresFetch(db_name="db", user="user", host="host", query="select 1")
download = S3Download("bucket")
secret = S3Download("AWS_CREDENTIALS", "bucket")
snow = SnowflakeQuery("account", "user", "secret", "database")
short = prefect.tasks.snowflake.SnowflakeQuery("account", "user", "secret")
execute = MySQLExecute("db", "user", "secret", "host")

with Flow("x") as flow:
    old("select 1")
    new(query="select 1")
    execute.map(["select 1", "select 2"])
    MySQLExecute("db", "user", "secret", "host")("select 1")
    download("key")
