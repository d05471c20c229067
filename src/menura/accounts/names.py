"""Write names of users and tokens one way, and compare them."""

import unicodedata

MOST_NAME = 80


def tidy_name(name: str) -> str:
    """Return a name in Unicode's composed form (NFC), without blanks around it."""
    return unicodedata.normalize("NFC", name).strip()


def name_key(name: str) -> str:
    """Return what two names have in common that look alike: capitals and widths do not count."""
    folded = unicodedata.normalize("NFKC", name.strip()).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def is_printable_name(name: str) -> bool:
    """Tell whether a tidy name can be shown: neither empty, long, nor with hidden characters."""
    return 0 < len(name) <= MOST_NAME and name.isprintable() and bool(name_key(name))


def is_user_name(name: str) -> bool:
    """Tell whether a tidy name is one for a user; HTTP Basic ends names at a colon (RFC 7617)."""
    return is_printable_name(name) and ":" not in name and ":" not in name_key(name)
