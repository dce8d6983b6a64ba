"""What a failure of S3's libraries means in our terms."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigNotFound,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
)

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


def translated(error: Exception, path: str) -> OperationalError | ObjectChanged:
    """Turn an exception of s3fs, botocore or the network into one of ours, never its text."""
    if isinstance(error, RecursionError):
        return StorageError(
            f"S3 sends who asks for '{path}' elsewhere again and again",
            hint="check the endpoint, whether it is http or https, and the region",
        )
    for cause in _chain(error):
        if isinstance(cause, ClientError):
            return meaning_of(str(cause.response.get("Error", {}).get("Code", "")), path)
        if isinstance(cause, NoCredentialsError | PartialCredentialsError | TokenRetrievalError):
            return AccessDenied(
                f"No AWS credentials to read '{path}'",
                hint="set a profile or keys, or configure anonymous access",
            )
        if isinstance(cause, ProfileNotFound | ConfigNotFound):
            return AccessDenied(
                "The AWS profile does not exist", hint="check the profile's name in the settings"
            )
    if isinstance(error, PermissionError):
        return AccessDenied(f"Access denied: '{path}'")
    if isinstance(error, FileNotFoundError):
        return ObjectChanged(path)
    if isinstance(error, BotoCoreError | OSError):
        return StorageError(
            f"Cannot reach S3 to read '{path}'", hint="check the endpoint and the network"
        )
    return StorageError(f"S3 gave no usable answer for '{path}'")


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


def _chain(error: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes
