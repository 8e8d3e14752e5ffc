#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether each include of core and modules runs down, by the map of folders in docs/ARCHITECTURE.md.

    includes.py TOP

The map's table has a row for each folder: | floor | `core/FOLDER/` | what it holds |. A file may include what is in its
own folder and on lower floors. The command sees public headers only; a module sees those, its own headers and
modules/readers/."""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
ROW = re.compile(r"^\| (\d+) \| `core/(\w+)/` \|", re.MULTILINE)
COMMAND = "cli"


class House:
    def __init__(self, top):
        self.top = pathlib.Path(top)
        self.floors = {folder: int(floor) for floor, folder in ROW.findall((self.top / "docs/ARCHITECTURE.md").read_text())}
        self.public = {path.name for path in (self.top / "include/muster").iterdir()}
        self.faults = []

    def fault(self, path, text):
        self.faults.append(f"{path.relative_to(self.top)}: {text}")

    def sources(self, below):
        return sorted(path for path in (self.top / below).rglob("*.[ch]"))

    def folders(self):
        there = {path.name for path in (self.top / "core").iterdir() if path.is_dir()}
        for folder in sorted(there ^ set(self.floors)):
            self.fault(self.top / "core" / folder, "is " + ("not on the map" if folder in there else "on the map only"))
        for path in sorted((self.top / "core").glob("*.[ch]")):
            self.fault(path, "lies in no folder")

    def names(self):
        """No two files of core and of the command share a name, and no inner header that of a public one."""
        seen = {}
        for path in self.sources("core"):
            if path.name in seen:
                self.fault(path, f"has the name of {seen[path.name].relative_to(self.top)}")
            if path.name in self.public:
                self.fault(path, "has the name of a public header")
            seen[path.name] = path

    def core(self):
        for path in self.sources("core"):
            own = path.relative_to(self.top / "core").parts[0]
            for kind, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
                if kind == '"':
                    self._inner(path, own, name)

    def _inner(self, path, own, name):
        folder, slash, _ = name.partition("/")
        if own == COMMAND:
            if not (path.parent / name).exists():
                self.fault(path, f'includes "{name}": the command sees public headers and its own')
        elif not slash or not (self.top / "core" / name).exists():
            self.fault(path, f'includes "{name}", which is no FOLDER/HEADER of core')
        elif folder != own and self.floors.get(folder, 99) >= self.floors.get(own, 0):
            self.fault(path, f'includes "{name}", which is not on a lower floor')

    def modules(self):
        for path in self.sources("modules"):
            for kind, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
                own = (path.parent / name).exists() or (name.startswith("readers/") and (self.top / "modules" / name).exists())
                if kind == '"' and not own:
                    self.fault(path, f'includes "{name}": a module sees public headers, its own and modules/readers/')


def main(top):
    house = House(top)
    for rule in (house.folders, house.names, house.core, house.modules):
        rule()
    print("\n".join(house.faults) or f"{len(house.floors)} folders, all includes run down")
    return 1 if house.faults or not house.floors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
