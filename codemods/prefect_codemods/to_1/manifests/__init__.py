"""What the manifest rules of 0.x to 1.x know: agents, commands, job templates, variables."""
