# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""For errors.py: what each module finds, and how it changes."""

import os
import shutil


def write(path: str, content: str = '') -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(content)


class Tree:
    """Files below a folder, and the configuration of the module that looks for them."""

    aliases = {}  # other names of files: what is found by them while the first name cannot be reached is no invention
    dead = ()  # paths that are tried as dead, after the change

    def __init__(self, folder: str, options):
        self.folder, self.options = folder, options

    def write(self, files: dict) -> None:
        for path, content in files.items():
            write(f'{self.folder}/{path}', content)

    def native(self, path: str) -> None:
        os.makedirs(os.path.dirname(f'{self.folder}/{path}'), exist_ok=True)
        shutil.copyfile(self.options.native, f'{self.folder}/{path}')

    def remove(self, path: str) -> None:
        os.remove(f'{self.folder}/{path}')


class Things(Tree):
    aliases = {'grape': 'banana'}
    dead = ('one/inner', 'one/cherry.thing', 'two', 'one')

    def make(self) -> str:
        self.write({f'{place}.thing': content for place, content in {
            'one/apple': 'red', 'one/banana': 'yellow', 'one/cherry': 'dark red', 'one/inner/date': 'brown',
            'two/fig': 'violet', 'tall/lime': 'green', 'one/bad': 'bad'}.items()})
        os.symlink('../one/banana.thing', f'{self.folder}/two/grape.thing')
        os.symlink('nowhere', f'{self.folder}/two/nothing.thing')
        return f'[things]\npaths = {self.folder}/one {self.folder}/t* {self.folder}/absent\n'

    def change(self) -> None:
        self.write({'one/cherry.thing': 'nearly black', 'one/inner/elder.thing': 'black'})
        self.remove('tall/lime.thing')


class Colormaps(Tree):
    dead = ('palettes/more', 'palettes/more/hues.cpt')

    def make(self) -> str:
        for place, names in {'palettes': ('named.gpl', 'blend.ggr', 'crlf.gpl'),
                             'palettes/more': ('hues.cpt', 'slices.cpt', 'small.svg'),
                             'code': ('curves.py', 'bright.gpl')}.items():
            os.makedirs(f'{self.folder}/{place}', exist_ok=True)
            for name in names:
                shutil.copyfile(f'{self.options.samples}/{name}', f'{self.folder}/{place}/{name}')
        return f'[colormaps]\npaths = {self.folder}/palettes {self.folder}/code\n'

    def change(self) -> None:
        shutil.copyfile(f'{self.folder}/palettes/more/slices.cpt', f'{self.folder}/palettes/again.cpt')
        shutil.copyfile(f'{self.folder}/palettes/more/slices.cpt', f'{self.folder}/palettes/more/hues.cpt')
        self.remove('code/bright.gpl')


PACKAGES = {
    'site/alpha/__init__.py': 'from .one import first\n',
    'site/alpha/one.py': 'def first(a, b: int = 1):\n    """First."""\n\n\nclass Thing:\n    def grow(self, by):\n'
                         '        pass\n',
    'site/alpha/two.py': '__registry_key__ = 1\n\n\ndef second(b, *rest) -> int:\n    pass\n',
    'site/alpha/base.py': 'class Base:\n    __registry_key__ = "name"\n\n    def __init__(self, size):\n        pass\n',
    'site/alpha/derived.py': 'from .base import Base\n\n\nclass One(Base):\n    name = "one"\n',
    'site/gamma.py': 'def third(c):\n    pass\n',
    'site/alpha-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: alpha\nVersion: 1.0\n',
    'site/alpha-1.0.dist-info/RECORD': 'alpha/__init__.py,,\nalpha/one.py,,\n',
    'site/alpha-1.0.dist-info/top_level.txt': 'alpha\n',
    'site/alpha-1.0.dist-info/entry_points.txt': '[alpha.things]\nthing = alpha.one:Thing\n',
}


class Packages(Tree):
    """Python packages and a library."""

    dead = ('site/alpha', 'site/alpha/two.py')

    def make(self) -> str:
        self.write(PACKAGES)
        self.native('lib/libone.so.1')
        self.native('lib/libtwo.so.1')
        return self.config()

    def change(self) -> None:
        self.write({'site/alpha/two.py': 'def second(b, c, *rest) -> int:\n    pass\n\n\ndef more(d):\n    pass\n',
                    'site/alpha/derived.py': 'from .base import Base\n\n\nclass Two(Base):\n    name = "two"\n',
                    'site/alpha/extra.py': 'def fourth(d):\n    pass\n',
                    'site/alpha-1.0.dist-info/entry_points.txt': '[alpha.things]\nother = alpha.one:Thing\n'})
        self.remove('site/gamma.py')
        self.remove('lib/libtwo.so.1')
        self.native('lib/libthree.so.1')


class Signatures(Packages):
    def config(self) -> str:
        return f'[signatures]\npaths = {self.folder}/site\nlibraries = {self.folder}/lib\ndebug_paths = {self.folder}/debug\n'


class Functions(Packages):
    def config(self) -> str:
        return (f'[functions]\npaths = {self.folder}/lib\npackages = {self.folder}/site\ndebug_paths = '
                f'{self.folder}/debug\ndpkg = {self.folder}/dpkg\n[functions:20-real]\ncontract = REAL\nreturns = double\n')


class Plugins(Packages):
    dead = ('lib', 'site/alpha/derived.py')

    def config(self) -> str:
        return (f'[plugins]\npaths = {self.folder}\nmultiarch = /lib\n'
                '[plugins:gconv]\nfolders = $M\nfiles = *.so*\nsymbol = gconv\n'
                '[plugins:entry]\nfolders = /site/*.dist-info\nfiles = entry_points.txt\nreader = entry-points\n'
                '[plugins:class]\nfolders = /site\nfiles = *.py\ndepth = 0\nreader = python-classes\n')


class Components(Tree):
    dead = ('sets/one', )

    def make(self) -> str:
        self.write({f'sets/{folder}/{well}_s{site}_w{channel}.tif': '' for folder in ('one', 'two', 'three')
                    for well in ('A01', 'B02') for site in (1, 2) for channel in (1, 2)})
        with open(f'{self.options.samples}/../../../config/conf.d/components.conf', encoding='utf-8') as file:
            return f'{file.read()}\n[components]\npaths = {self.folder}/sets\n'

    def change(self) -> None:
        self.write({f'sets/four/{well}_s1_w1.tif': '' for well in ('A01', 'B02', 'C03')})
        self.write({'sets/one/C03_s1_w1.tif': ''})
        shutil.rmtree(f'{self.folder}/sets/three')


TREES = {'things': Things, 'colormaps': Colormaps, 'signatures': Signatures, 'functions': Functions, 'plugins': Plugins,
         'components': Components}
