"""ALTER TABLE ADD and DROP PARTITION, and MSCK REPAIR TABLE."""

from lakeq.model.changes import AddPartitions, DropPartitions, PartitionSpec, RepairTable
from lakeq.model.names import TableName
from lakeq.sql.ddl.base import DdlGrammar
from lakeq.sql.scanner import TokenKind

_COMPARATORS = frozenset({"<", "<=", ">", ">=", "<>", "!="})


class PartitionGrammar(DdlGrammar):
    """Reads statements about partitions."""

    def add_partitions(self, table: TableName) -> AddPartitions:
        """Read what stands behind ALTER TABLE t ADD."""
        if_not_exists = self.if_not_exists()
        specs = [self._spec_with_location()]
        while self.token.word == "PARTITION":
            specs.append(self._spec_with_location())
        return AddPartitions(table, tuple(specs), if_not_exists)

    def drop_partitions(self, table: TableName) -> DropPartitions:
        """Read what stands behind ALTER TABLE t DROP."""
        if_exists = self.accept("IF", "EXISTS")
        specs = self.listed(lambda: PartitionSpec(self._values()))
        if self.token.word == "PURGE":
            raise self.unsupported("PURGE")
        return DropPartitions(table, tuple(specs), if_exists)

    def repair_table(self) -> RepairTable:
        """Read what stands behind MSCK."""
        self.expect("REPAIR", "TABLE")
        table = self.table_name()
        if self.token.word in ("ADD", "DROP", "SYNC"):
            raise self.unsupported(f"MSCK REPAIR TABLE {self.token.word} PARTITIONS")
        return RepairTable(table)

    def _spec_with_location(self) -> PartitionSpec:
        values = self._values()
        location = self.string() if self.accept("LOCATION") else None
        return PartitionSpec(values, location)

    def _values(self) -> tuple[tuple[str, str | None], ...]:
        self.expect("PARTITION")
        token = self.token
        values = self.in_parentheses(self._value)
        if len({key for key, _ in values}) < len(values):
            raise self.contradiction("A partition key is named twice", token)
        return tuple(values)

    def _value(self) -> tuple[str, str | None]:
        key = self.name()
        if self.token.kind is TokenKind.SYMBOL and self.token.text in _COMPARATORS:
            raise self.unsupported("A comparison of a partition key other than =")
        self.expect_symbol("=")
        return key, self._constant()

    def _constant(self) -> str | None:
        if self.accept("NULL"):
            return None
        if self.token.word in ("DATE", "TIMESTAMP"):
            self.advance()
            return self.string()
        if self.token.word in ("TRUE", "FALSE"):
            return self.advance().text.lower()
        if self.token.kind in (TokenKind.STRING, TokenKind.QUOTED):
            return self.string()
        sign = "-" if self.accept_symbol("-") else ""
        number = self.expect_kind(TokenKind.NUMBER, expecting="<constant>")
        return sign + number.text
