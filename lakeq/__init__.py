"""lakeq, the open Athena: SQL over files in a data lake, its cost known before it runs."""
