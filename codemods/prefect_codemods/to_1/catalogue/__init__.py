"""Knowledge as data: names, signatures, commands and variables with the releases they hold for."""
