"""A package with names from everywhere."""
import lazy_loader as lazy

from . import keepers
from ._hidden import feed, clean as tidy
from .keepers import *
from .cages import Cage as Box

__getattr__, __dir__, __all__ = lazy.attach(
    __name__, submodules=["lions"], submod_attrs={"lions": ["roar"]}
)

water = feed
_secret = tidy


def late(a, b=1, /, c: int = 2, *rest, d, e="x", **others) -> "dict[str, int]":
    """Everything there is.

    Parameters
    ----------
    a : int
        The first one, unlike
        (`d`, `e` and others).
    b, c : int, optional
        The next
        two.
    *rest
        What follows.

    Returns
    -------
    dict
        All of it.
    """
