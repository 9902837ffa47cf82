resource "aws_ecs_task_definition" "agent" {
  container_definitions = jsonencode([{
    image       = "prefecthq/prefect:0.13.19"
    command     = ["prefect", "agent", "start", "fargate"]
    environment = [{ name = "PREFECT__CLOUD__AGENT__AUTH_TOKEN", value = var.token }]
  }])
}
