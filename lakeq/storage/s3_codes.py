"""What the codes mean that S3 gives its failures, in our terms."""

from lakeq.errors import (
    AccessDenied,
    BucketNotFound,
    OperationalError,
    PathNotFound,
    StorageError,
    Throttled,
)
from lakeq.storage.locations import split_s3

_DENIED = frozenset(
    {
        "401",
        "403",
        "AccessDenied",
        "AccountProblem",
        "AllAccessDisabled",
        "ExpiredToken",
        "Forbidden",
        "InvalidAccessKeyId",
        "InvalidObjectState",
        "InvalidSecurity",
        "InvalidToken",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
    }
)
_THROTTLED = frozenset(
    {
        "429",
        "503",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequests",
    }
)
_GONE = frozenset({"404", "NoSuchKey", "NotFound"})
_CHANGED = frozenset({"412", "416", "InvalidRange", "PreconditionFailed"})
_ELSEWHERE = frozenset(
    {
        "301",
        "307",
        "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
        "PermanentRedirect",
    }
)


class ObjectChanged(Exception):
    """The object is not the one that was asked for; the caller knows what to call that."""


def meaning_of(code: str, path: str) -> OperationalError | ObjectChanged:
    """Turn S3's own code of a failure, or an HTTP status, into one of ours."""
    if code == "NoSuchBucket":
        return BucketNotFound(f"Bucket '{split_s3(path)[0]}' does not exist")
    if code in _GONE or code in _CHANGED:
        return ObjectChanged(path)
    if code in _DENIED:
        return AccessDenied(
            f"Access denied: '{path}'", hint="check the credentials and the bucket's policy"
        )
    if code in _THROTTLED:
        return Throttled(f"S3 asks to slow down: '{path}'", hint="try again later")
    if code in _ELSEWHERE:
        return StorageError(
            f"Bucket '{split_s3(path)[0]}' is in another region", hint="set the bucket's region"
        )
    if code in ("InvalidBucketName", "NoSuchVersion"):
        return PathNotFound(f"No such path: '{path}'")
    return StorageError(f"S3 answered {code or 'an error'} for '{path}'")
