"""Areas as the reviews' pages show them."""

from __future__ import annotations

from django import template

from yulin.review.result import mu

register = template.Library()


@register.filter
def mu_of(dm2: int) -> str:
    """Whole dm² as 亩 with two decimals."""
    return mu(dm2)


@register.filter
def signed(value: object) -> str:
    """A difference with its sign and commas between the thousands."""
    text = f"{value:+,}"
    return text.replace("-", "−")
