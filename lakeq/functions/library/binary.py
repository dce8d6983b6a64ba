"""Binary strings: encodings, hashes, checksums."""

SIGNATURES = """
    # Encode a string as UTF-8.
    to_utf8(varchar) -> varbinary
    to_utf8(char(x)) -> varbinary
    # Decode UTF-8; what is no character becomes U+FFFD or the replacement given.
    from_utf8(varbinary) -> varchar
    from_utf8(varbinary, varchar) -> varchar
    from_utf8(varbinary, bigint) -> varchar
    # Write a binary in hexadecimal digits.
    to_hex(varbinary) -> varchar
    # Read hexadecimal digits.
    from_hex(varchar) -> varbinary
    from_hex(varbinary) -> varbinary
    # Write a binary in base 64.
    to_base64(varbinary) -> varchar
    # Read base 64.
    from_base64(varchar) -> varbinary
    from_base64(varbinary) -> varbinary
    # Write a binary in base 64 with the letters that URLs may hold.
    to_base64url(varbinary) -> varchar
    # Read base 64 with the letters that URLs may hold.
    from_base64url(varchar) -> varbinary
    from_base64url(varbinary) -> varbinary
    # Write a binary in base 32.
    to_base32(varbinary) -> varchar
    # Read base 32.
    from_base32(varchar) -> varbinary
    from_base32(varbinary) -> varbinary
    # Write a number as eight bytes, the highest first.
    to_big_endian_64(bigint) -> varbinary
    # Read a number from eight bytes, the highest first.
    from_big_endian_64(varbinary) -> bigint
    # Write a number as four bytes, the highest first.
    to_big_endian_32(integer) -> varbinary
    # Read a number from four bytes, the highest first.
    from_big_endian_32(varbinary) -> integer
    # Write a real as four bytes, the highest first.
    to_ieee754_32(real) -> varbinary
    # Read a real from four bytes, the highest first.
    from_ieee754_32(varbinary) -> real
    # Write a double as eight bytes, the highest first.
    to_ieee754_64(double) -> varbinary
    # Read a double from eight bytes, the highest first.
    from_ieee754_64(varbinary) -> double
    # Compute the CRC-32 checksum.
    crc32(varbinary) -> bigint
    # Compute the MD5 hash.
    md5(varbinary) -> varbinary
    # Compute the SHA-1 hash.
    sha1(varbinary) -> varbinary
    # Compute the SHA-256 hash.
    sha256(varbinary) -> varbinary
    # Compute the SHA-512 hash.
    sha512(varbinary) -> varbinary
    # Compute a message's code with a key, by MD5.
    hmac_md5(varbinary, varbinary) -> varbinary
    # Compute a message's code with a key, by SHA-1.
    hmac_sha1(varbinary, varbinary) -> varbinary
    # Compute a message's code with a key, by SHA-256.
    hmac_sha256(varbinary, varbinary) -> varbinary
    # Compute a message's code with a key, by SHA-512.
    hmac_sha512(varbinary, varbinary) -> varbinary
    # Compute the 64 bits of xxHash64.
    xxhash64(varbinary) -> varbinary
    # Compute the 128 bits of Murmur3.
    murmur3(varbinary) -> varbinary
    # Compute 32 bits of SpookyHash V2.
    spooky_hash_v2_32(varbinary) -> varbinary
    # Compute 64 bits of SpookyHash V2.
    spooky_hash_v2_64(varbinary) -> varbinary
"""
