"""The command line: arguments in, tables and exit codes out."""

from lakeq.cli.commands import app, main

__all__ = ["app", "main"]
