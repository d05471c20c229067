"""Load faiss when it is first needed, and keep it to the threads it was given."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def load_faiss() -> Any:
    """Return the faiss module; its import takes a quarter of a second, so it is put off."""
    return importlib.import_module("faiss")


@contextmanager
def faiss_threads(count: int) -> Iterator[Any]:
    """Lend the faiss module, held to `count` threads in the calling thread.

    A single query gains nothing from more than one, and requests already run side by side. The
    number belongs to the calling thread (OpenMP), so others are not disturbed; setting it costs
    less than a microsecond.
    """
    faiss = load_faiss()
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count)
    try:
        yield faiss
    finally:
        faiss.omp_set_num_threads(before)
