"""Maps."""

SIGNATURES = """
    # Make a map of its keys and its values, or an empty one.
    map() -> map(unknown, unknown)
    map(array(K), array(V)) -> map(K, V)
    # Make a map of rows of a key and a value each.
    map_from_entries(array(row(K, V))) -> map(K, V)
    # Make a map of rows of a key and a value each, with all the values of a key.
    multimap_from_entries(array(row(K, V))) -> map(K, array(V))
    # Give a row of the key and the value of each entry.
    map_entries(map(K, V)) -> array(row(K, V))
    # Put maps into one; where they have a key in common, the last one counts.
    map_concat(map(K, V), map(K, V), map(K, V)...) -> map(K, V)
    # Give the keys.
    map_keys(map(K, V)) -> array(K)
    # Give the values.
    map_values(map(K, V)) -> array(V)
"""
