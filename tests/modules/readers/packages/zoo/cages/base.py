class Base:
    """Keeps animals in."""

    def __init__(self, size, locked=True):
        pass
