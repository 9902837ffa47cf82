resource "aws_ecs_task_definition" "agent" {
  container_definitions = jsonencode([{
    name    = "agent"
    image   = "prefecthq/prefect:1.4.1"
    command = ["prefect", "agent", "ecs", "start", "--label", "etl", "--token", var.token]
  }, {
    name    = "next"
    image   = "prefecthq/prefect:1.4.1"
    command = ["prefect", "agent", "ecs", "start", "--label", "etl", "--key", var.key]
  }])
}
