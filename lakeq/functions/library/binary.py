"""Binary strings: encodings, hashes, checksums."""

SIGNATURES = """
    to_utf8(varchar) -> varbinary
    from_utf8(varbinary) -> varchar
    to_hex(varbinary) -> varchar
    from_hex(varchar) -> varbinary
    md5(varbinary) -> varbinary
    sha1(varbinary) -> varbinary
    sha256(varbinary) -> varbinary
"""
