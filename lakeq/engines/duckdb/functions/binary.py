"""Binary strings: encodings and hashes."""

from lakeq.engines.duckdb.functions.invocation import Template, named, pattern

TEMPLATES: dict[str, Template] = {
    "to_utf8": named("encode"),
    "from_utf8": named("decode"),
    "to_hex": named("hex"),
    "from_hex": named("unhex"),
    "md5": pattern("unhex(md5({0}))"),
    "sha1": pattern("unhex(sha1({0}))"),
    "sha256": pattern("unhex(sha256({0}))"),
}
