"""Strings: counted in code points."""

SIGNATURES = """
    length(varchar) -> bigint
    lower(varchar(x)) -> varchar(x)
    upper(varchar(x)) -> varchar(x)
    trim(varchar(x)) -> varchar(x)
    ltrim(varchar(x)) -> varchar(x)
    rtrim(varchar(x)) -> varchar(x)
    substr(varchar(x), bigint) -> varchar(x)
    substr(varchar(x), bigint, bigint) -> varchar(x)
    replace(varchar, varchar) -> varchar
    replace(varchar, varchar, varchar) -> varchar
    reverse(varchar(x)) -> varchar(x)
    concat(varchar, varchar, varchar...) -> varchar
    concat(array(T), array(T), array(T)...) -> array(T)
    strpos(varchar, varchar) -> bigint
    starts_with(varchar, varchar) -> boolean
    lpad(varchar, bigint, varchar) -> varchar
    rpad(varchar, bigint, varchar) -> varchar
    split(varchar, varchar) -> array(varchar)
    split_part(varchar, varchar, bigint) -> varchar
    chr(bigint) -> varchar(1)
    codepoint(varchar(1)) -> integer
"""

ALIASES = {
    "char_length": "length",
    "character_length": "length",
    "substring": "substr",
}
