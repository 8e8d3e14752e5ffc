import numpy as np


def feed(animal, food="hay", amount=2.5, dtype=np.float32, times=(8, 18), often=None, wet=-1):
    """Feed it.

    Args:
        animal (str): Which one.
        food: What it
            gets.

    Returns:
        Whether it ate.
    """


def clean(cage: "zoo.cages.Cage", *, soap: bool = True):
    """Clean it.

    :param cage: Which cage.
    :param bool soap: With soap.
    :returns: Nothing.
    """
