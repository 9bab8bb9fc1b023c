"""Functions: named, typed server functions over HTTP, in the words of Edge Functions (wire.md 5)."""

from comity.platform.functions.function import Call, Function, Stream, function

__all__ = ["Call", "Function", "Stream", "function"]
