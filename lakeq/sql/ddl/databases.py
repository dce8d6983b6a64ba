"""CREATE and DROP DATABASE, which may also be called SCHEMA."""

from lakeq.model.changes import CreateDatabase, DropDatabase
from lakeq.model.table import Database
from lakeq.sql.ddl.base import DdlGrammar


class DatabaseGrammar(DdlGrammar):
    """Reads statements about databases."""

    def create_database(self) -> CreateDatabase:
        """Read what stands behind CREATE DATABASE."""
        if_not_exists = self.if_not_exists()
        name = self.database_name()
        comment = self.comment()
        location = self.string() if self.accept("LOCATION") else None
        properties = self.properties() if self.accept("WITH", "DBPROPERTIES") else {}
        return CreateDatabase(Database(name, comment, location, properties), if_not_exists)

    def drop_database(self) -> DropDatabase:
        """Read what stands behind DROP DATABASE."""
        if_exists = self.accept("IF", "EXISTS")
        name = self.database_name()
        cascade = self.accept("CASCADE")
        if not cascade:
            self.accept("RESTRICT")
        return DropDatabase(name, if_exists, cascade)
