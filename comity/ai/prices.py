"""What a run costs: the list prices that `genai-prices` carries, read only once somebody is to be asked."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import structlog

log = structlog.get_logger(__name__)
PROVIDERS = {"gemini": "google", "openai": "openai", "anthropic": "anthropic"}
UNLISTED: Final = (3.0, 15.0)
"""Dollars a million tokens, in and out, of a model that nobody lists: rather too much than past the budget."""
PICTURE: Final = 0.25
"""Dollars an image may cost at most."""
TIERS_BEGIN: Final = 100_000
"""Tokens from which on some models have another price."""
CHARACTERS: Final = 3.0
"""Characters a token, on the safe side."""


def cost_of(provider: str, model: str, tokens_in: int, tokens_out: int) -> float:
    """US dollars; 0 for servers of one's own."""
    if provider not in PROVIDERS or not (tokens_in or tokens_out):
        return 0.0
    if 0 < tokens_in + tokens_out < TIERS_BEGIN:
        into, out = rates(provider, model)
        return (tokens_in * into + tokens_out * out) / 1e6
    return _exactly(provider, model, tokens_in, tokens_out)


def _exactly(provider: str, model: str, tokens_in: int, tokens_out: int) -> float:
    from genai_prices import Usage, calc_price

    try:
        usage = Usage(input_tokens=tokens_in, output_tokens=tokens_out)
        return float(calc_price(usage, model_ref=model, provider_id=PROVIDERS[provider]).total_price)
    except LookupError:
        log.warning("no list price for this model", provider=provider, model=model)
        return (tokens_in * UNLISTED[0] + tokens_out * UNLISTED[1]) / 1e6


def most(provider: str, model: str, characters: int, tokens_out: int) -> float:
    """What a question of so many characters costs at most."""
    into, out = rates(provider, model)
    return (characters / CHARACTERS * into + tokens_out * out) / 1e6


@lru_cache(maxsize=256)
def rates(provider: str, model: str) -> tuple[float, float]:
    """Dollars a million tokens, in and out."""
    if provider not in PROVIDERS:
        return 0.0, 0.0
    share = TIERS_BEGIN / 1e6
    return (
        _exactly(provider, model, TIERS_BEGIN, 0) / share,
        _exactly(provider, model, 0, TIERS_BEGIN) / share,
    )
