"""Binary strings: encodings and hashes."""

from lakeq.engines.duckdb.functions.guards import guarded
from lakeq.engines.duckdb.functions.invocation import Invocation, Template, named, pattern
from lakeq.engines.duckdb.spelling import coalesced, shared, text
from lakeq.model.types import Kind

_BASE64 = "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_HEXADECIMAL = "[0-9A-Fa-f]*"


def from_utf8(call: Invocation) -> str:
    """Spell from_utf8: valid UTF-8 is decoded by DuckDB, anything else is mended in Python."""
    decoded = call.udf("binary.from_utf8")
    if len(call.sql) > 1 and not _is_replacement(call.constant(1)):
        return decoded
    return shared(
        call.sql[0],
        lambda value: coalesced(f"TRY(decode({value}))", _with_first(call, "from_utf8", value)),
    )


def from_hex(call: Invocation) -> str:
    """Spell from_hex."""
    if call.first.kind is Kind.VARBINARY:
        return call.udf("binary.from_hex")

    def build(value: str) -> str:
        checks = [
            (f"strlen({value}) % 2 = 1", "invalid input length"),
            (f"NOT regexp_full_match({value}, {text(_HEXADECIMAL)})", "not a hexadecimal digit"),
        ]
        return guarded(call, checks, f"unhex({value})", [value])

    return shared(call.sql[0], build)


def from_base64(call: Invocation) -> str:
    """Spell from_base64; whatever is not padded as it should be is read in Python."""
    name = call.function
    if call.first.kind is Kind.VARBINARY:
        return call.udf(f"binary.{name}")

    def build(value: str) -> str:
        plain = value if name == "from_base64" else f"translate({value}, '-_+/', '+/!!')"
        return (
            f"CASE WHEN regexp_full_match({plain}, {text(_BASE64)}) THEN from_base64({plain}) "
            f"ELSE {_with_first(call, name, value)} END"
        )

    return shared(call.sql[0], build)


def _with_first(call: Invocation, name: str, value: str) -> str:
    """Spell the Python function of a call whose first operand was given a name."""
    rest = [(sql, a.type) for sql, a in zip(call.sql[1:], call.arguments[1:], strict=True)]
    return call.udf(f"binary.{name}", [(value, call.first), *rest])


def _is_replacement(value: object) -> bool:
    """Whether a constant may stand for bytes that are no character."""
    if isinstance(value, str):
        return len(value) <= 1
    return isinstance(value, int) and (0 <= value < 0xD800 or 0xDFFF < value <= 0x10FFFF)


def _python(name: str) -> Template:
    return lambda call: call.udf(f"binary.{name}")


_IN_PYTHON = (
    "to_base32",
    "from_base32",
    "from_big_endian_64",
    "from_big_endian_32",
    "to_ieee754_32",
    "from_ieee754_32",
    "to_ieee754_64",
    "from_ieee754_64",
    "crc32",
    "sha512",
    "hmac_md5",
    "hmac_sha1",
    "hmac_sha256",
    "hmac_sha512",
    "xxhash64",
    "murmur3",
    "spooky_hash_v2_32",
    "spooky_hash_v2_64",
)
TEMPLATES: dict[str, Template] = {
    "to_utf8": named("encode"),
    "from_utf8": from_utf8,
    "to_hex": named("hex"),
    "from_hex": from_hex,
    "to_base64": named("to_base64"),
    "from_base64": from_base64,
    "to_base64url": pattern("translate(to_base64({0}), '+/', '-_')"),
    "from_base64url": from_base64,
    "to_big_endian_64": pattern("unhex(lpad(hex({0}), 16, '0'))"),
    "to_big_endian_32": pattern("unhex(right(lpad(hex(CAST({0} AS BIGINT)), 16, '0'), 8))"),
    "md5": pattern("unhex(md5({0}))"),
    "sha1": pattern("unhex(sha1({0}))"),
    "sha256": pattern("unhex(sha256({0}))"),
    **{name: _python(name) for name in _IN_PYTHON},
}
