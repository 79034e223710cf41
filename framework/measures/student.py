"""Quantiles of Student's t, for the stability range. No table: any number of people may answer."""

from functools import lru_cache
from math import exp, lgamma, log, log1p

TINY = 1e-300
CLOSE = 1e-15


@lru_cache(maxsize=64)
def t_quantile(share: float, freedom: int) -> float:
    """The t below which `share` (½ to 1) of the distribution with `freedom` degrees lies.

    Bisection of the regularised incomplete beta function; good to more than six digits.
    """
    low, high = 0.0, 1.0
    while _below(high, freedom) < share:
        high *= 2
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _below(t: float, freedom: int) -> float:
    return 1 - _beta_share(freedom / (freedom + t * t), freedom / 2, 0.5) / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    return exp(front) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Its continued fraction, by Lentz's method (Press et al., Numerical Recipes, §6.4)."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    result, m = d, 0
    while True:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / _not_zero(1 + term * d), _not_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < CLOSE:
            return result


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
