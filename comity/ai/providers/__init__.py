"""Models behind keys: OpenAI and everything that speaks its protocol, Anthropic, Gemini. Asked over HTTP, no SDKs."""

from comity.ai.providers.base import Failure, Model, Reply
from comity.ai.providers.chain import chain

__all__ = ["Failure", "Model", "Reply", "chain"]
