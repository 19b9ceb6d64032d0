"""`python -m desktop` is the command `yearmark`."""

from desktop.cli import main

if __name__ == "__main__":  # worker processes import this module too
    main()
