from .lions import *
from .circle import *
around = around
from . import circle


def turn():
    pass
