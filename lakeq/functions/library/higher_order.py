"""Higher-order functions: those that take a lambda."""

SIGNATURES = """
    # Give an array of what a lambda makes of each element.
    transform(array(T), function(T, R)) -> array(R)
"""
