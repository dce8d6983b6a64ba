"""Higher-order functions: those that take a lambda."""

SIGNATURES = """
    # Give an array of what a lambda makes of each element.
    transform(array(T), function(T, R)) -> array(R)
    # Keep the elements of which a lambda says so.
    filter(array(T), function(T, boolean)) -> array(T)
    # Tell whether a lambda says so of all elements.
    all_match(array(T), function(T, boolean)) -> boolean
    # Tell whether a lambda says so of any element.
    any_match(array(T), function(T, boolean)) -> boolean
    # Tell whether a lambda says so of no element.
    none_match(array(T), function(T, boolean)) -> boolean
    # Start with a state, let a lambda change it with each element, and a last one make the answer.
    reduce(array(T), S, function(S, T, S), function(S, R)) -> R
    # Give what a lambda makes of the elements of two arrays, NULL where one is shorter.
    zip_with(array(T), array(U), function(T, U, R)) -> array(R)
    # Keep the entries of which a lambda says so.
    map_filter(map(K, V), function(K, V, boolean)) -> map(K, V)
    # Give a map with the keys that a lambda makes of the entries.
    transform_keys(map(K1, V), function(K1, V, K2)) -> map(K2, V)
    # Give a map with the values that a lambda makes of the entries.
    transform_values(map(K, V1), function(K, V1, V2)) -> map(K, V2)
    # Give a map of all keys with what a lambda makes of a key and its two values, NULL if missing.
    map_zip_with(map(K, V1), map(K, V2), function(K, V1, V2, V3)) -> map(K, V3)
"""

_DECIDED = "a lambda that fails for an element is an error even where one before it decides"

DIFFERENCES = {
    "all_match": _DECIDED,
    "any_match": _DECIDED,
    "none_match": _DECIDED,
}
