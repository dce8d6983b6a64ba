"""Arrays."""

SIGNATURES = """
    # Count the elements of an array, or the entries of a map.
    cardinality(array(T)) -> bigint
    cardinality(map(K, V)) -> bigint
    # Give an element, from the end for a negative index, or a key's value; NULL where there is none.
    element_at(array(T), bigint) -> T
    element_at(map(K, V), K) -> V
    # Give the first element, or the first of which a lambda says so; NULL when there is none.
    array_first(array(T)) -> T
    array_first(array(T), function(T, boolean)) -> T
    # Give the last element; NULL of an empty array.
    array_last(array(T)) -> T
    # Tell whether an array has an element.
    contains(array(T), T) -> boolean
    # Tell whether an array has the elements of another one after the other.
    contains_sequence(array(T), array(T)) -> boolean
    # Give the index of the first element that equals a value; 0 when there is none.
    array_position(array(T), T) -> bigint
    # Leave out the elements that equal a value.
    array_remove(array(T), T) -> array(T)
    # Keep the first of equal elements.
    array_distinct(array(T)) -> array(T)
    # Give the elements that both arrays have, each once.
    array_intersect(array(T), array(T)) -> array(T)
    # Give the elements of both arrays, each once.
    array_union(array(T), array(T)) -> array(T)
    # Give the elements of the first array that the second does not have, each once.
    array_except(array(T), array(T)) -> array(T)
    # Tell whether two arrays have an element in common that is not NULL.
    arrays_overlap(array(T), array(T)) -> boolean
    # Count how often each element comes; NULLs are left out.
    array_histogram(array(T)) -> map(T, bigint)
    # Join the elements, as text, with a delimiter, leaving NULLs out or putting a text for them.
    array_join(array(T), varchar) -> varchar
    array_join(array(T), varchar, varchar) -> varchar
    # Give the greatest element; NULL when one is NULL.
    array_max(array(O)) -> O
    # Give the least element; NULL when one is NULL.
    array_min(array(O)) -> O
    # Sort an array, NULLs last, by its elements' order or by a comparator that gives -1, 0 or 1.
    array_sort(array(O)) -> array(O)
    array_sort(array(T), function(T, T, integer)) -> array(T)
    # Put arrays one after the other, or an element before or after one.
    concat(array(T), array(T), array(T)...) -> array(T)
    concat(array(T), T) -> array(T)
    concat(T, array(T)) -> array(T)
    # Give the subsets of a size of at most 5.
    combinations(array(T), integer) -> array(array(T))
    # Give the runs of a number of elements.
    ngrams(array(T), integer) -> array(array(T))
    # Put the elements of arrays one after the other.
    flatten(array(array(T))) -> array(T)
    # Repeat an element.
    repeat(T, bigint) -> array(T)
    # Turn an array around.
    reverse(array(T)) -> array(T)
    # Put the elements into a random order.
    shuffle(array(T)) -> array(T)
    # Give a number of elements from an index on, which counts from the end when it is negative.
    slice(array(T), bigint, bigint) -> array(T)
    # Leave out a number of elements at the end.
    trim_array(array(T), bigint) -> array(T)
    # Give the values from a first to a last, at most 10,000, by steps.
    sequence(bigint, bigint) -> array(bigint)
    sequence(bigint, bigint, bigint) -> array(bigint)
    sequence(date, date) -> array(date)
    sequence(date, date, interval day to second) -> array(date)
    sequence(date, date, interval year to month) -> array(date)
    sequence(timestamp(p), timestamp(p), interval day to second) -> array(timestamp(p))
    sequence(timestamp(p), timestamp(p), interval year to month) -> array(timestamp(p))
    # Give rows of the elements with one index, NULL where an array is shorter.
    zip(array(T1), array(T2)) -> array(row(T1, T2))
    zip(array(T1), array(T2), array(T3)) -> array(row(T1, T2, T3))
    zip(array(T1), array(T2), array(T3), array(T4)) -> array(row(T1, T2, T3, T4))
    zip(array(T1), array(T2), array(T3), array(T4), array(T5)) -> array(row(T1, T2, T3, T4, T5))
    # Add up the products of two vectors' elements.
    dot_product(array(double), array(double)) -> double
    # Measure the straight distance of two vectors.
    euclidean_distance(array(double), array(double)) -> double
    # Give the cosine of the angle of two vectors, which may be maps from dimensions to sizes.
    cosine_similarity(array(double), array(double)) -> double
    cosine_similarity(map(varchar, double), map(varchar, double)) -> double
    # Give one less the cosine of the angle of two vectors.
    cosine_distance(array(double), array(double)) -> double
    cosine_distance(map(varchar, double), map(varchar, double)) -> double
"""

DIFFERENCES = {
    "element_at": "NaN cannot be looked up among the keys of a map",
    "array_sort": "a NULL inside of an element is an error even where no comparison gets to it",
    "array_max": "a NULL inside of an element is an error even where no comparison gets to it",
    "array_min": "a NULL inside of an element is an error even where no comparison gets to it",
}
