variable "server_image" {
  default = "prefecthq/server:0.13.5"
}

variable "ui_image" {
  default = "registry.example.org/mirror/prefecthq/ui:core-1.2.4"
}

variable "apollo_image" {
  default = "registry.example.org/mirror/prefecthq/apollo:core-0.14.2"
}
