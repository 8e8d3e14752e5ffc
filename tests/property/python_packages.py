# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Python packages that import from each other, define classes with a registry key, and are distributed."""

PY = {
    "empty.py": "",
    "functions.py": 'def first(a, b: int = 1, *, c="x"):\n    """First.\n\n    More of it.\n    """\n\n\ndef _own(a):\n    pass\n',
    "other.py": "def first(a):\n    pass\n\n\ndef second(b, *rest, **others) -> int:\n    pass\n",
    "class.py": "class Thing:\n    def __init__(self, size=1):\n        pass\n\n    def grow(self, by):\n        pass\n",
    "data.py": "from dataclasses import dataclass\nfrom .base import Base\n\n\n@dataclass\nclass Row(Base):\n    a: int\n    b: str = 'x'\n",
    "relative.py": "from . import one, two\nfrom .one import first as start, Thing\nfrom .sub.deep import second\n",
    "upward.py": "from .. import one\nfrom ..two import *\nfrom ..base import Base\n",
    "absolute.py": "from beta.one import first, Thing\nfrom beta import two\nimport alpha.sub.deep\nfrom alpha.sub import deep\n",
    "stars.py": "from .one import *\nfrom .two import *\nfrom .sub import *\n",
    "all.py": '__all__ = ["first", "Thing", "late"]\nfrom .one import *\nfrom .two import late, first\n',
    "solo.py": "from gamma import first, second\nfrom gamma.one import Thing\nfrom delta import first as delta_first\n",
    "broken.py": "def first(:\n    pass\n",
    "base.py": 'class Base:\n    __registry_key__ = "name"\n\n    def __init__(self, base_size):\n        pass\n',
    "derived.py": 'from .base import Base\n\n\nclass One(Base):\n    name = "one"\n\n\nclass Two(One):\n    name = "two"\n',
    "derived-far.py": 'from alpha.base import Base\n\n\nclass Far(Base):\n    name = "far"\n',
    "derived-up.py": 'from ..base import Base as B\n\n\nclass Up(B):\n    name = "up"\n',
    "decorated.py": "@numpy_to_numpy\ndef late(image):\n    pass\n\n\n@gpu\ndef second(image):\n    pass\n",
}

DISTRIBUTIONS = {
    "METADATA-alpha": "Metadata-Version: 2.1\nName: alpha\nVersion: 1.0\n\nText\n",
    "METADATA-beta": "Metadata-Version: 2.1\nName: Beta-Tools\nVersion: 2.5\n",
    "METADATA-none": "Metadata-Version: 2.1\nSummary: nothing\n",
    "RECORD-alpha": "alpha/__init__.py,sha256=x,1\nalpha/one.py,,\nalpha-1.0.dist-info/METADATA,,\n",
    "RECORD-beta": "beta/__init__.py,,\ngamma.py,,\n",
    "top-alpha": "alpha\n",
    "top-both": "alpha\nbeta\n",
    "entry-points-one": "[console_scripts]\nrun = alpha.one:first\n[alpha.things]\nthing = beta.two:Thing [extra]\n",
    "entry-points-two": "[alpha.things]\nother = alpha:first\nbroken\n",
}

ANY_PY = sorted(PY)
KINDS = [
    ("__init__.py", ["empty.py", "relative.py", "stars.py", "all.py", "absolute.py", "functions.py", "solo.py", "base.py"]),
    ("base.py", ["base.py", "class.py", "base.py"]),
    ("deep.py", ["upward.py", "derived-up.py", "functions.py", "other.py"]),
    ("*.py", ANY_PY),
    ("METADATA", ["METADATA-alpha", "METADATA-beta", "METADATA-none"]),
    ("PKG-INFO", ["METADATA-alpha", "METADATA-beta", "METADATA-none"]),
    ("*.egg-info", ["METADATA-alpha", "METADATA-beta"]),
    ("RECORD", ["RECORD-alpha", "RECORD-beta"]),
    ("top_level.txt", ["top-alpha", "top-both"]),
    ("entry_points.txt", ["entry-points-one", "entry-points-two"]),
]
NAMES = ["__init__.py"] * 6 + ["one.py", "two.py", "base.py", "deep.py", "gamma.py", "conftest.py", "sub.py", "alpha.py", "delta.py"]
DISTRIBUTION_NAMES = ["METADATA", "RECORD", "top_level.txt", "entry_points.txt", "PKG-INFO"]
FOLDER_NAMES = ["alpha", "beta", "gamma", "sub", "one", "tests", "space", "delta", "extra2", "later", "site"]


def contents():
    return {name: text.encode() for name, text in (PY | DISTRIBUTIONS).items()}


def packages(site):
    """The packages alpha (with alpha.sub), beta, and space, which is a namespace; the module gamma; distributions."""
    files = {
        "alpha/__init__.py": "relative.py", "alpha/one.py": "functions.py", "alpha/two.py": "class.py",
        "alpha/base.py": "base.py", "alpha/derived.py": "derived.py", "alpha/sub/__init__.py": "stars.py",
        "alpha/sub/deep.py": "upward.py", "alpha/sub/up.py": "derived-up.py", "beta/__init__.py": "absolute.py",
        "beta/one.py": "other.py", "beta/two.py": "decorated.py", "beta/far.py": "derived-far.py",
        "space/beta/__init__.py": "stars.py", "space/beta/one.py": "class.py", "space/lone.py": "data.py", "gamma.py": "other.py",
        "alpha-1.0.dist-info/METADATA": "METADATA-alpha", "alpha-1.0.dist-info/RECORD": "RECORD-alpha",
        "alpha-1.0.dist-info/top_level.txt": "top-alpha", "alpha-1.0.dist-info/entry_points.txt": "entry-points-one",
        "beta.egg-info": "METADATA-beta",
    }
    return [["put", f"{site}/{path}", name] for path, name in files.items()]


def special(chooser, tree):
    """Something with an __init__.py: it comes, goes, changes, or is reached through a link."""
    random = chooser.random
    inits = [path for path in tree.files + tree.links if path.endswith("__init__.py")]
    others = [path for path in tree.files if path.endswith(".py")]
    bare = sorted({path.rpartition("/")[0] for path in others} - {path.rpartition("/")[0] for path in inits})
    choice = random.randrange(6)
    if choice == 0 and inits:
        return ["remove", random.choice(inits)]
    if choice in (1, 2) and bare:
        path = random.choice(bare) + "/__init__.py"
        return ["put", path, chooser.content_for(path)]
    if choice == 3 and bare and others:
        path = random.choice(bare) + "/__init__.py"
        target = random.choice(others + [chooser.new_path(tree)])
        return ["symlink", chooser.target(tree, path, target), path]
    if choice == 4 and inits:
        path = random.choice(inits)
        return ["move", path, path.replace("__init__.py", random.choice(("one.py", "init.py")))]
    if inits:
        path = random.choice(inits)
        return ["put", path, chooser.content_for(path)]
    return None
