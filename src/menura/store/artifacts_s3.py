"""Keep the files of productions in any store that speaks S3."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from menura.kernel.ids import is_id
from menura.store.artifacts import ArtifactsUnavailableError, checked_parts
from menura.studio import Artifact, ArtifactNotFoundError

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store

PART_BYTES = 1 << 23
CONNECT_TIMEOUT_S = 5
RETRY_FOR_S = 20


@dataclass(frozen=True, slots=True)
class S3Options:
    """Where the store is and how to get in.

    Attributes
    ----------
    bucket, prefix : str
        Files are named ``prefix/production/name``.
    endpoint : str, optional
        Address of a server other than Amazon's.
    region : str
    access_key, secret_key : str, optional
        Not given: what the environment or the machine's role offers.
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"
    access_key: str | None = None
    secret_key: str | None = None


class S3Artifacts:
    """Files of productions, in a bucket."""

    def __init__(self, options: S3Options) -> None:
        self._options = options
        self._where = f"the bucket {options.bucket!r}"

    def put(self, production_id: str, name: str, file: Path) -> None:
        """Keep a file under a name; it is seen when it is whole."""
        import obstore

        key = self._key(production_id, name)
        with self._spoken(name):
            obstore.put(self._store, key, file, chunk_size=PART_BYTES)

    def list(self, production_id: str) -> Sequence[Artifact]:
        """Return the files of a production by name."""
        import obstore

        prefix = self._key(production_id, "")
        found = []
        with self._spoken(production_id):
            for page in obstore.list(self._store, prefix):
                for entry in page:
                    name = entry["path"].removeprefix(prefix).lstrip("/")
                    found.append(Artifact(name, entry["size"]))
        return sorted(found, key=lambda artifact: artifact.name)

    def size_bytes(self, production_id: str, name: str) -> int:
        """Return how long a file is; raise ArtifactNotFoundError."""
        import obstore

        with self._spoken(name):
            return obstore.head(self._store, self._key(production_id, name))["size"]

    def read(
        self, production_id: str, name: str, start: int = 0, end: int | None = None
    ) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end`; raise ArtifactNotFoundError."""
        import obstore

        key = self._key(production_id, name)
        stop = end if end is not None else self.size_bytes(production_id, name)
        for first in range(start, stop, PART_BYTES):
            with self._spoken(name):
                block = obstore.get_range(
                    self._store, key, start=first, end=min(first + PART_BYTES, stop)
                )
            yield bytes(block)

    def fetch(self, production_id: str, name: str, target: Path) -> None:
        """Copy a file to `target`; raise ArtifactNotFoundError."""
        blocks = self.read(production_id, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        with part.open("wb") as file:
            for block in blocks:
                file.write(block)
        part.replace(target)

    def remove(self, production_id: str) -> None:
        """Remove all files of a production."""
        import obstore

        keys = [self._key(production_id, found.name) for found in self.list(production_id)]
        with self._spoken(production_id):
            if keys:
                obstore.delete(self._store, keys)

    def discard(self, production_id: str, name: str) -> None:
        """Remove one file, if it is there."""
        import obstore

        with self._spoken(name), suppress(FileNotFoundError):
            obstore.delete(self._store, self._key(production_id, name))

    def check(self) -> None:
        """Raise an ArtifactsUnavailableError if the bucket does not answer."""
        import obstore

        with self._spoken("check"):
            next(iter(obstore.list(self._store, self._options.prefix, chunk_size=1)), None)

    @cached_property
    def _store(self) -> "S3Store":
        from obstore.store import S3Store

        options = self._options
        config: S3Config = {
            "region": options.region,
            "virtual_hosted_style_request": not options.endpoint,
        }
        if options.endpoint:
            config["endpoint"] = options.endpoint
        if options.access_key and options.secret_key:
            config["access_key_id"] = options.access_key
            config["secret_access_key"] = options.secret_key
        return S3Store(
            options.bucket,
            config=config,
            client_options={
                "allow_http": (options.endpoint or "").startswith("http:"),
                "connect_timeout": timedelta(seconds=CONNECT_TIMEOUT_S),
            },
            retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=RETRY_FOR_S)},
        )

    def _key(self, production_id: str, name: str) -> str:
        if not is_id(production_id):
            raise ArtifactNotFoundError(production_id)
        parts = [*self._options.prefix.strip("/").split("/"), production_id.lower()]
        if name:
            parts += checked_parts(name)
        return "/".join(part for part in parts if part)

    @contextmanager
    def _spoken(self, name: str) -> Iterator[None]:
        """Turn the client's errors into ours; they may quote requests, so only kinds are told."""
        from obstore import exceptions

        try:
            yield
        except FileNotFoundError as error:  # the client's NotFoundError is one
            if "NoSuchBucket" in str(error):
                raise ArtifactsUnavailableError(self._where, "there is no such bucket.") from error
            raise ArtifactNotFoundError(name) from error
        except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError) as error:
            reason = "access was refused; check the keys and what they may do."
            raise ArtifactsUnavailableError(self._where, reason) from error
        except exceptions.BaseError as error:
            reason = f"the store does not answer as it should ({type(error).__name__})."
            raise ArtifactsUnavailableError(self._where, reason) from error
