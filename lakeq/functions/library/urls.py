"""URLs: their parts, and encoding."""

SIGNATURES = """
    # Give a URL's scheme; NULL, as from all these functions, if it is no valid URL.
    url_extract_protocol(varchar(x)) -> varchar(x)
    # Give a URL's host.
    url_extract_host(varchar(x)) -> varchar(x)
    # Give a URL's port, if it names one.
    url_extract_port(varchar) -> bigint
    # Give a URL's path, decoded.
    url_extract_path(varchar(x)) -> varchar(x)
    # Give a URL's query, decoded.
    url_extract_query(varchar(x)) -> varchar(x)
    # Give a URL's fragment, decoded.
    url_extract_fragment(varchar(x)) -> varchar(x)
    # Give the first value of a parameter of a URL's query.
    url_extract_parameter(varchar(x), varchar) -> varchar(x)
    # Encode a string for use in a query's names and values.
    url_encode(varchar(x)) -> varchar(x * 12)
    # Decode what url_encode makes.
    url_decode(varchar(x)) -> varchar(x)
"""
