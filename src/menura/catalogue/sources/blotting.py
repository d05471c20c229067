"""Blot secrets out of what a server says before it is shown."""

import base64
import html
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

BLOT = "***"


def blot(text: str, secrets: Iterable[str]) -> str:
    """Return `text` without secrets, however they are written in it."""
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):  # a secret may be a part of another
        text = text.replace(form, BLOT)
    return text


def _forms(secret: str) -> Iterable[str]:
    data = secret.encode(errors="replace")
    quoted = (quote(data, safe=""), quote(data), quote_plus(data))
    yield from (secret, *quoted, *(form.lower() for form in quoted))
    yield from (html.escape(secret), json.dumps(secret)[1:-1])
    yield from (data.hex(), data.hex().upper(), base64.b64encode(data).decode())
