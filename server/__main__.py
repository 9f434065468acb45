"""`python -m server` is `concordat`."""

from server.cli import main

main()
