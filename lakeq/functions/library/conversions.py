"""Conversions: formats, sizes, names of types."""

SIGNATURES = """
    # Format values as Java's Formatter does: %s, %d, %.2f, %tF and the others.
    format(varchar, A, A...) -> varchar
    # Write a number with few digits and a letter: 1.23M.
    format_number(bigint) -> varchar
    format_number(double) -> varchar
    # Read a size like 2.5GB as a number of bytes.
    parse_data_size(varchar) -> decimal(38,0)
    # Name the type of a value.
    typeof(T) -> varchar
    # Make a random UUID.
    uuid() -> uuid
"""

ALIASES = {"parse_presto_data_size": "parse_data_size"}

DIFFERENCES = {
    "format": "%h of other values than strings and whole numbers, %a with a precision, %tZ outside "
    "of UTC and %t of whole numbers are refused",
}

REFUSED = dict.fromkeys(("bar", "color", "render", "rgb"), "there is no color type")
