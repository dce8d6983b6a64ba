"""Arrays."""

SIGNATURES = """
    cardinality(array(T)) -> bigint
    cardinality(map(K, V)) -> bigint
    element_at(array(T), bigint) -> T
    element_at(map(K, V), K) -> V
    contains(array(T), T) -> boolean
"""
