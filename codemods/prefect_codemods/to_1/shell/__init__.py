"""What the shell rules of 0.x to 1.x know: commands, variables, images, pins."""
