PORTS = {
    "http": 80,
    "ssh": 22,
}
