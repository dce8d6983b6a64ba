"""Regular expressions: Java's, as Trino runs them."""

SIGNATURES = """
    # Tell whether a pattern matches anywhere in a string.
    regexp_like(varchar, varchar) -> boolean
    # Count the matches of a pattern.
    regexp_count(varchar, varchar) -> bigint
    # Give the first match of a pattern, or of one of its groups; NULL if there is none.
    regexp_extract(varchar(x), varchar) -> varchar(x)
    regexp_extract(varchar(x), varchar, bigint) -> varchar(x)
    # Give all matches of a pattern, or of one of its groups.
    regexp_extract_all(varchar(x), varchar) -> array(varchar(x))
    regexp_extract_all(varchar(x), varchar, bigint) -> array(varchar(x))
    # Tell where a pattern matches first, or for the n-th time from a position on; -1 if nowhere.
    regexp_position(varchar, varchar) -> integer
    regexp_position(varchar, varchar, integer) -> integer
    regexp_position(varchar, varchar, integer, integer) -> integer
    # Replace the matches of a pattern: by nothing, by a text with $1 and ${name}, or by a lambda.
    regexp_replace(varchar(x), varchar) -> varchar(x)
    regexp_replace(varchar(x), varchar, varchar(y)) -> varchar(x + max(x * y / 2, y) * (x + 1))
    regexp_replace(varchar, varchar, function(array(varchar), varchar)) -> varchar
    # Split a string at the matches of a pattern.
    regexp_split(varchar(x), varchar) -> array(varchar(x))
"""

DIFFERENCES = dict.fromkeys(
    (
        "regexp_like",
        "regexp_count",
        "regexp_extract",
        "regexp_extract_all",
        "regexp_position",
        "regexp_replace",
        "regexp_split",
    ),
    "rare syntax (\\G, POSIX classes, unusual properties) is refused, and so is a pattern that "
    "takes longer than two seconds on one string",
)
