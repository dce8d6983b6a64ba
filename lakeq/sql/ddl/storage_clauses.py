"""ROW FORMAT and STORED AS: from their words to the classes that Glue stores."""

from dataclasses import dataclass, field

from lakeq.sql.ddl.types import TypeGrammar
from lakeq.sql.scanner import TokenKind

LAZY_SIMPLE_SERDE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"


@dataclass(frozen=True, slots=True)
class StoredAs:
    """The classes that one word after STORED AS stands for."""

    input_format: str
    output_format: str
    serde: str


@dataclass(frozen=True, slots=True)
class RowFormat:
    """A SerDe and its parameters; without a ``serde``, that of STORED AS."""

    serde: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)


_HIVE_IO = "org.apache.hadoop.hive.ql.io"
_TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUTPUT = f"{_HIVE_IO}.HiveIgnoreKeyTextOutputFormat"
TEXTFILE = StoredAs(_TEXT_INPUT, _TEXT_OUTPUT, LAZY_SIMPLE_SERDE)
_FORMATS = {
    "TEXTFILE": TEXTFILE,
    "SEQUENCEFILE": StoredAs(
        "org.apache.hadoop.mapred.SequenceFileInputFormat",
        f"{_HIVE_IO}.HiveSequenceFileOutputFormat",
        LAZY_SIMPLE_SERDE,
    ),
    "RCFILE": StoredAs(
        f"{_HIVE_IO}.RCFileInputFormat",
        f"{_HIVE_IO}.RCFileOutputFormat",
        "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
    ),
    "ORC": StoredAs(
        f"{_HIVE_IO}.orc.OrcInputFormat",
        f"{_HIVE_IO}.orc.OrcOutputFormat",
        f"{_HIVE_IO}.orc.OrcSerde",
    ),
    "PARQUET": StoredAs(
        f"{_HIVE_IO}.parquet.MapredParquetInputFormat",
        f"{_HIVE_IO}.parquet.MapredParquetOutputFormat",
        f"{_HIVE_IO}.parquet.serde.ParquetHiveSerDe",
    ),
    "AVRO": StoredAs(
        f"{_HIVE_IO}.avro.AvroContainerInputFormat",
        f"{_HIVE_IO}.avro.AvroContainerOutputFormat",
        "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    ),
    "ION": StoredAs(
        "com.amazon.ionhiveserde.formats.IonInputFormat",
        "com.amazon.ionhiveserde.formats.IonOutputFormat",
        "com.amazon.ionhiveserde.IonHiveSerDe",
    ),
}


class StorageGrammar(TypeGrammar):
    """Reads ROW FORMAT and STORED AS."""

    def row_format(self) -> RowFormat:
        """Read ROW FORMAT, if it stands next."""
        if not self.accept("ROW", "FORMAT"):
            return RowFormat()
        if self.accept("SERDE"):
            serde = self.string()
            parameters = self.properties() if self.accept("WITH", "SERDEPROPERTIES") else {}
            return RowFormat(serde, parameters)
        if not self.accept("DELIMITED"):
            self.fail("'DELIMITED'", "'SERDE'")
        return RowFormat(LAZY_SIMPLE_SERDE, self._delimiters())

    def stored_as(self) -> StoredAs:
        """Read STORED AS; a table that does not say is of text."""
        if not self.accept("STORED"):
            return TEXTFILE
        if self.token.word == "BY":
            raise self.unsupported("STORED BY")
        self.expect("AS")
        if self.accept("INPUTFORMAT"):
            input_format = self.string()
            self.expect("OUTPUTFORMAT")
            return StoredAs(input_format, self.string(), LAZY_SIMPLE_SERDE)
        if self.token.word not in _FORMATS:
            self.fail(*(f"'{name}'" for name in sorted(_FORMATS)), "'INPUTFORMAT'")
        return _FORMATS[self.advance().word]

    def _delimiters(self) -> dict[str, str]:
        """Read the clauses of DELIMITED as the SerDe parameters that Hive makes of them."""
        parameters: dict[str, str] = {}
        if self.accept("FIELDS", "TERMINATED", "BY"):
            delimiter = self._delimiter()
            parameters |= {"field.delim": delimiter, "serialization.format": delimiter}
            if self.accept("ESCAPED", "BY"):
                parameters["escape.delim"] = self._delimiter()
        clauses = (
            (("COLLECTION", "ITEMS", "TERMINATED", "BY"), "collection.delim"),
            (("MAP", "KEYS", "TERMINATED", "BY"), "mapkey.delim"),
            (("LINES", "TERMINATED", "BY"), "line.delim"),
            (("NULL", "DEFINED", "AS"), "serialization.null.format"),
        )
        for words, parameter in clauses:
            if self.accept(*words):
                parameters[parameter] = self._delimiter()
        return parameters

    def _delimiter(self) -> str:
        if self.token.kind is TokenKind.NUMBER:
            return self.advance().text
        return self.string()
