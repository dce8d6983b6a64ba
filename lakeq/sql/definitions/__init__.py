"""Catalog as code: a folder of DDL, one file for each database, table or view.

``load`` reads such a folder, ``compare`` says how a catalog differs from it, and ``export`` writes
one. A database is a folder, ``database.sql`` in it creates it, and ``<name>.sql`` creates the table
or view of that name; partition statements may stand behind a table.
"""

from lakeq.sql.definitions.compare import Difference, DifferenceKind, compare
from lakeq.sql.definitions.export import export
from lakeq.sql.definitions.load import Definitions, load

__all__ = ["Definitions", "Difference", "DifferenceKind", "compare", "export", "load"]
