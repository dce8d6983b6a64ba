"""``python -m lakeq``: the command line without its script."""

from lakeq.cli.commands import main

main()
