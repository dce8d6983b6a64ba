"""JSON: documents as text, and paths into them."""

SIGNATURES = """
    # Read a text as JSON; what is none is an error.
    json_parse(varchar) -> json

    # Write JSON as text.
    json_format(json) -> varchar

    # Give the value at a path, as JSON.
    json_extract(varchar, varchar) -> json
    json_extract(json, varchar) -> json

    # Give the string, number or boolean at a path, as text.
    json_extract_scalar(varchar(x), varchar) -> varchar(x)
    json_extract_scalar(json, varchar) -> varchar

    # Count the members of the object, or the elements of the array, at a path.
    json_size(varchar, varchar) -> bigint
    json_size(json, varchar) -> bigint

    # Count an array's elements.
    json_array_length(varchar) -> bigint
    json_array_length(json) -> bigint

    # Tell whether an array has an element.
    json_array_contains(varchar, boolean) -> boolean
    json_array_contains(varchar, bigint) -> boolean
    json_array_contains(varchar, double) -> boolean
    json_array_contains(varchar, varchar) -> boolean
    json_array_contains(json, boolean) -> boolean
    json_array_contains(json, bigint) -> boolean
    json_array_contains(json, double) -> boolean
    json_array_contains(json, varchar) -> boolean

    # Give an array's element, counted from zero, or backwards from -1.
    json_array_get(varchar, bigint) -> json
    json_array_get(json, bigint) -> json

    # Tell whether a text is a JSON string, number, boolean or null.
    is_json_scalar(varchar) -> boolean
    is_json_scalar(json) -> boolean

    # Tell whether a path of SQL/JSON finds anything; for its clauses see the SQL standard.
    json_exists(varchar, varchar) -> boolean

    # Give the scalar that a path finds, as varchar or as the type after RETURNING.
    json_value(varchar, varchar) -> varchar

    # Give what a path finds, as JSON text.
    json_query(varchar, varchar) -> varchar

    # Make a JSON object of names and values, as text.
    json_object(varchar, varchar) -> varchar

    # Make a JSON array of values, as text.
    json_array(varchar...) -> varchar
"""

DIFFERENCES = {
    "json_exists": "no datetime() and like_regex in paths",
    "json_query": "no datetime() and like_regex in paths; RETURNING varchar or char only",
    "json_value": "no datetime() and like_regex in paths",
}
