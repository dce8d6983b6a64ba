"""What an ORC file says of itself: postscript, footer, stripe statistics and stripe footers.

Source: the ORC v1 specification. Only what planning and reading need is decoded.
"""

from dataclasses import dataclass
from enum import IntEnum

from lakeq.formats.orc.compression import Compression, decompress
from lakeq.formats.orc.protobuf import Message, WireError

MAGIC = b"ORC"


class StreamKind(IntEnum):
    """What a stream holds; those not named here are indexes of some kind."""

    PRESENT = 0
    DATA = 1
    LENGTH = 2
    DICTIONARY_DATA = 3
    DICTIONARY_COUNT = 4
    SECONDARY = 5


_DATA_KINDS = frozenset(StreamKind)


@dataclass(frozen=True, slots=True)
class Postscript:
    """The last bytes of a file, which say how to read the ones before."""

    footer_length: int
    metadata_length: int
    compression: Compression
    block_bytes: int
    writer_version: int

    def decompress(self, data: bytes) -> bytes:
        """Undo the file's compression."""
        return decompress(data, self.compression, self.block_bytes)


@dataclass(frozen=True, slots=True)
class Stripe:
    """Where a stripe lies: its indexes, then its data, then its footer."""

    offset: int
    index_length: int
    data_length: int
    footer_length: int
    row_count: int

    @property
    def footer_offset(self) -> int:
        """Where the stripe's footer begins."""
        return self.offset + self.index_length + self.data_length


@dataclass(frozen=True, slots=True)
class OrcType:
    """A node of the type tree; its children are numbered as the file's columns are."""

    kind: int
    children: tuple[int, ...]
    field_names: tuple[str, ...]
    maximum_length: int
    precision: int
    scale: int


@dataclass(frozen=True, slots=True)
class Footer:
    """What a file says of itself as a whole."""

    row_count: int
    stripes: tuple[Stripe, ...]
    types: tuple[OrcType, ...]
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """A run of bytes of one column in one stripe."""

    kind: int
    column: int
    offset: int
    length: int

    @property
    def is_data(self) -> bool:
        """Whether the stream holds values, and not an index over them."""
        return self.kind in _DATA_KINDS


def read_postscript(encoded: bytes) -> Postscript:
    """Decode a postscript, which is never compressed."""
    message = Message(encoded)
    if message.binary(8000) != MAGIC:
        raise WireError("the postscript lacks ORC's mark")
    return Postscript(
        footer_length=message.unsigned(1),
        metadata_length=message.unsigned(5),
        compression=Compression(message.unsigned(2)),
        block_bytes=message.unsigned(3, 256 << 10),
        writer_version=message.unsigned(6),
    )


def read_footer(encoded: bytes) -> Footer:
    """Decode a footer that was decompressed."""
    message = Message(encoded)
    return Footer(
        row_count=message.unsigned(6),
        stripes=tuple(_stripe(stripe) for stripe in message.messages(3)),
        types=tuple(_type(node) for node in message.messages(4)),
        is_encrypted=message.has(10),
    )


def read_stripe_statistics(encoded: bytes) -> list[list[Message]]:
    """Decode the metadata section: for each stripe, a statistics message for each column."""
    return [list(stripe.messages(1)) for stripe in Message(encoded).messages(1)]


def read_streams(encoded: bytes, stripe: Stripe) -> list[Stream]:
    """Decode a stripe footer: the stripe's streams, which lie in the file in this order."""
    streams = []
    offset = stripe.offset
    for stream in Message(encoded).messages(1):
        length = stream.unsigned(3)
        streams.append(Stream(stream.unsigned(1), stream.unsigned(2), offset, length))
        offset += length
    if offset != stripe.footer_offset:
        raise WireError("a stripe's streams do not fill the stripe")
    return streams


def _stripe(message: Message) -> Stripe:
    return Stripe(*(message.unsigned(number) for number in range(1, 6)))


def _type(message: Message) -> OrcType:
    return OrcType(
        kind=message.unsigned(1),
        children=tuple(message.all_unsigned(2)),
        field_names=tuple(name.decode() for name in message.all_binary(3)),
        maximum_length=message.unsigned(4),
        precision=message.unsigned(5),
        scale=message.unsigned(6),
    )
