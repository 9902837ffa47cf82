PORTS = {
    "http": 80,
}
