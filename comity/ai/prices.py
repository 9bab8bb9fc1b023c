"""What a run cost: the list prices that `genai-prices` carries, read only once a model has answered."""

from __future__ import annotations

import structlog

log = structlog.get_logger(__name__)
PROVIDERS = {"gemini": "google", "openai": "openai", "anthropic": "anthropic"}


def cost_of(provider: str, model: str, tokens_in: int, tokens_out: int) -> float:
    """US dollars; 0 for servers of one's own and for models nobody lists."""
    if provider not in PROVIDERS or not (tokens_in or tokens_out):
        return 0.0
    from genai_prices import Usage, calc_price

    try:
        usage = Usage(input_tokens=tokens_in, output_tokens=tokens_out)
        return float(calc_price(usage, model_ref=model, provider_id=PROVIDERS[provider]).total_price)
    except LookupError:
        log.warning("no list price for this model", provider=provider, model=model)
        return 0.0
