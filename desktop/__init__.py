"""What a reviewer sees: the command line, and the window with its views. The only layer that knows Qt."""
