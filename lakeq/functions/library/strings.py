"""Strings: counted in code points."""

SIGNATURES = """
    # Count the code points of a string (a char's padding included), or the bytes of a binary.
    length(varchar) -> bigint
    length(char(x)) -> bigint
    length(varbinary) -> bigint
    # Make every letter small that has a small form of one code point.
    lower(varchar(x)) -> varchar(x)
    lower(char(x)) -> char(x)
    # Make every letter a capital that has a capital form of one code point.
    upper(varchar(x)) -> varchar(x)
    upper(char(x)) -> char(x)
    # Make the first letter of every word a capital and the others small.
    title_case(varchar(x)) -> varchar(x)
    title_case(char(x)) -> char(x)
    # Take whitespace, or the characters given, away from both ends.
    trim(varchar(x)) -> varchar(x)
    trim(char(x)) -> varchar(x)
    trim(varchar(x), varchar) -> varchar(x)
    trim(char(x), varchar) -> varchar(x)
    # Take whitespace, or the characters given, away from the beginning.
    ltrim(varchar(x)) -> varchar(x)
    ltrim(char(x)) -> varchar(x)
    ltrim(varchar(x), varchar) -> varchar(x)
    ltrim(char(x), varchar) -> varchar(x)
    # Take whitespace, or the characters given, away from the end.
    rtrim(varchar(x)) -> varchar(x)
    rtrim(char(x)) -> varchar(x)
    rtrim(varchar(x), varchar) -> varchar(x)
    rtrim(char(x), varchar) -> varchar(x)
    # Give the part from a position on, counted from one, or from the end when it is negative.
    substr(varchar(x), bigint) -> varchar(x)
    substr(char(x), bigint) -> varchar(x)
    substr(varbinary, bigint) -> varbinary
    substr(varchar(x), bigint, bigint) -> varchar(x)
    substr(char(x), bigint, bigint) -> varchar(x)
    substr(varbinary, bigint, bigint) -> varbinary
    # Put a string in the place of so many characters from a position on.
    overlay(varchar, varchar, bigint) -> varchar
    overlay(varchar, varchar, bigint, bigint) -> varchar
    # Replace every occurrence of a string; an empty one occurs around every character.
    replace(varchar(x), varchar(y)) -> varchar(x)
    replace(varchar(x), varchar(y), varchar(z)) -> varchar(x + z * (x + 1))
    # Turn the order of the code points, or bytes, around.
    reverse(varchar(x)) -> varchar(x)
    reverse(char(x)) -> char(x)
    reverse(varbinary) -> varbinary
    # Join strings, binaries or arrays; so does the operator ||.
    concat(varchar, varchar, varchar...) -> varchar
    concat(char(x), char(y)) -> char(x + y)
    concat(varbinary, varbinary, varbinary...) -> varbinary
    # Join strings with a separator, leaving out NULLs.
    concat_ws(varchar, array(varchar)) -> varchar
    concat_ws(varchar, varchar, varchar...) -> varchar
    # Find where a string occurs first, or for the n-th time; from the end when n is negative.
    strpos(varchar, varchar) -> bigint
    strpos(varchar, varchar, bigint) -> bigint
    # Tell whether a string begins with another.
    starts_with(varchar, varchar) -> boolean
    # Tell whether a string ends with another.
    ends_with(varchar, varchar) -> boolean
    # Pad a string, or a binary, on the left to a length, or cut it there.
    lpad(varchar, bigint, varchar) -> varchar
    lpad(varbinary, bigint, varbinary) -> varbinary
    # Pad a string, or a binary, on the right to a length, or cut it there.
    rpad(varchar, bigint, varchar) -> varchar
    rpad(varbinary, bigint, varbinary) -> varbinary
    # Split a string by a delimiter, into no more parts than the limit.
    split(varchar(x), varchar) -> array(varchar(x))
    split(varchar(x), varchar, bigint) -> array(varchar(x))
    # Give the n-th part of a string split by a delimiter; NULL beyond the last.
    split_part(varchar(x), varchar, bigint) -> varchar(x)
    # Make a map of a string's entries, no key of which may stand twice.
    split_to_map(varchar, varchar, varchar) -> map(varchar, varchar)
    # Make a map of a string's entries, with every value of a key.
    split_to_multimap(varchar, varchar, varchar) -> map(varchar, array(varchar))
    # Replace characters one by one; those that have no counterpart are left out.
    translate(varchar, varchar, varchar) -> varchar
    # Bring a string to a normal form of Unicode: NFC, NFD, NFKC or NFKD.
    normalize(varchar, varchar) -> varchar
    # Give the character of a code point.
    chr(bigint) -> varchar(1)
    # Give the code point of a character.
    codepoint(varchar(1)) -> integer
    # Count the characters to change, insert or delete to make one string of the other.
    levenshtein_distance(varchar, varchar) -> bigint
    # Count the characters that differ between strings of one length.
    hamming_distance(varchar, varchar) -> bigint
    # Encode how an English word sounds.
    soundex(varchar) -> varchar(4)
    # Give the stem of an English word.
    word_stem(varchar(x)) -> varchar(x)
    word_stem(varchar(x), varchar(2)) -> varchar(x)
    # Tell whether a string of digits ends with the check digit of Luhn's algorithm.
    luhn_check(varchar) -> boolean
"""

ALIASES = {
    "char_length": "length",
    "character_length": "length",
    "substring": "substr",
}

DIFFERENCES = {
    "word_stem": "only English; a word of another language is refused",
}
