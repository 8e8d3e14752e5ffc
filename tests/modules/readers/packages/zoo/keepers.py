from dataclasses import dataclass, field, KW_ONLY
from typing import Annotated, ClassVar, Callable, NamedTuple, Optional, TypedDict, overload
import functools

__all__ = ["Keeper", "Chief", "Shift"]
__all__ += ["Pay", "hire"]
__all__.append("Rota")


@dataclass
class Keeper:
    """Someone who keeps.

    Parameters
    ----------
    name
        What to call them.
    """

    count: ClassVar[int] = 0
    name: str
    age: Annotated[int, "in years"] = 30
    keys: list = field(default_factory=list)
    badge: int = field(default=7, init=False)
    _: KW_ONLY
    boss: Optional["Chief"] = None

    @property
    def title(self) -> str:
        """How to address them."""

    @title.setter
    def title(self, value):
        pass

    @classmethod
    def parse(cls, text: str) -> "Keeper":
        pass

    @staticmethod
    def wage(hours: float, rate: float = 11.5):
        pass

    async def walk(self, route):
        pass

    def _private(self):
        pass


@dataclass
class Chief(Keeper):
    age: int = 50
    office: Callable[[int], str] = str


class Shift(NamedTuple):
    start: int
    end: int = 24


class Pay(TypedDict):
    sum: int


class Rota(Shift):
    pass


@overload
def hire(name: str) -> Keeper: ...
@overload
def hire(name: str, chief: bool) -> Chief: ...
@functools.wraps(print)
def hire(name, chief=False):
    pass


def not_offered():
    pass
