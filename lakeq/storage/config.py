"""How S3 is reached. Light on purpose: settings import it, and must not import S3's library."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lakeq.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class S3Credentials:
    """A key pair, with the token that temporary ones come with."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class S3Config:
    """Where S3 is and who asks.

    ``endpoint`` is a whole URL, or ``None`` for Amazon's own. Without ``credentials`` the AWS
    tools' usual places are searched (environment, profile, instance role), unless ``anonymous``.
    Raises ConfigurationError for an endpoint that is no such URL.
    """

    region: str | None = None
    endpoint: str | None = None
    path_style: bool = False
    anonymous: bool = False
    profile: str | None = None
    credentials: S3Credentials | None = None
    request_attempts: int = 4

    def __post_init__(self) -> None:
        if self.endpoint is not None and not _is_endpoint(self.endpoint):
            # Whatever else it holds may be a password.
            raise ConfigurationError(
                "the S3 endpoint is not the URL of a server", hint="write it as https://host:port"
            )


def _is_endpoint(text: str) -> bool:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return False
    is_server = url.scheme in ("http", "https") and bool(url.hostname) and port != 0
    return is_server and not (url.query or url.fragment or "@" in url.netloc)
