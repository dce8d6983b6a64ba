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

from lakeq.errors import AccessDenied, OperationalError, StorageError
from lakeq.storage.s3_codes import ObjectChanged, meaning_of


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


def _chain(error: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes
