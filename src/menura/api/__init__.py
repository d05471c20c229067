"""The HTTP door: parse, call one service, shape the answer. No algorithm, no SQL."""

from menura.api.app import create_app, describe_api

__all__ = ["create_app", "describe_api"]
