"""How S3 is reached. Light on purpose: settings import it, and must not import S3's library."""

from dataclasses import dataclass, field


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
    """

    region: str | None = None
    endpoint: str | None = None
    path_style: bool = False
    anonymous: bool = False
    profile: str | None = None
    credentials: S3Credentials | None = None
    request_attempts: int = 5
