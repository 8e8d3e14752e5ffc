# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One tree, its long-lived store, and the comparison of what muster says from it with what it says without it."""
import os
import pathlib
import shutil
import tempfile
import time

from operations import Chooser, Tree, perform

# Files as they are made here are read in this time at the latest.
RACE_SECONDS = 0.03


class Difference(Exception):
    def __init__(self, lines):
        super().__init__("\n".join(lines))
        self.lines = lines


class Place:
    """Folders of our own: the tree where inodes are given out anew (/tmp), the stores where nothing waits for a disk."""

    def __init__(self):
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="muster-property-"))
        self.stores = pathlib.Path(tempfile.mkdtemp(prefix="muster-property-", dir=memory))
        self.root, self.config = self.work / "tree", self.work / "muster.conf"
        self.long, self.empty = self.stores / "long", self.stores / "empty"

    def clear(self):
        for folder in (self.root, self.long, self.empty):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(mode=0o755)

    def remove(self):
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.rmtree(self.stores, ignore_errors=True)


class Run:
    """A module's tree from its beginning on."""

    def __init__(self, module, place, asker, settings):
        self.module, self.place, self.asker = module, place, asker
        self.options, self.blind = {}, False
        place.clear()
        folder = settings.build / "modules" / module.name
        place.config.write_text(f"[muster]\nmodules = {folder}\nworker = {settings.build}/core/muster-worker\nmax_age = 0\n" +
                                module.text(place.root))

    def _question(self, how, store):
        overrides = [f"muster.store={store}", f"muster.system_store={store}"]
        overrides += [f"{key}={value}" for key, value in sorted(self.options.items())]
        return how, self.module.name, self.place.config, overrides

    def scan(self):
        return self.asker.ask(*self._question("scan", self.place.long))

    def full(self):
        shutil.rmtree(self.place.empty, ignore_errors=True)
        self.place.empty.mkdir(mode=0o755)
        return self.asker.ask(*self._question("force", self.place.empty))

    def race(self, operations):
        """Carries out operations while a scan is under way."""
        self.asker.send(*self._question("scan", self.place.long))
        for wait, operation in operations:
            time.sleep(wait / 1e6)
            self._change(operation)
        self.asker.receive()

    def check(self):
        incremental = self.scan()
        full = self.full()
        if not incremental.same_as(full):
            raise Difference(incremental.difference(full) + incremental.state + full.state)
        if full.failures:
            raise Difference(["both fail:"] + [line.decode() for line in full.failures])

    def do(self, operation):
        kind, *words = operation
        if kind == "option" and words[1]:
            self.options[words[0]] = words[1]
        elif kind == "option":
            self.options.pop(words[0], None)
        elif kind == "scan":
            self.scan()
        elif kind == "race":
            self.race(words[0])
        elif kind == "check":
            self.check()
        else:
            self._change(operation)

    def _change(self, operation):
        perform(self.place.root, self.module.contents, operation)
        self.module.settle(self.place.root)


class Episode:
    """Some tens of steps from a fresh tree, chosen by a number."""

    def __init__(self, run, random):
        self.run, self.random = run, random
        self.chooser = Chooser(run.module, random)
        self.trace = []
        self.is_blind = False  # something changed that check_mtimes = dirs does not look at

    @property
    def by_folders(self):
        return self.run.options.get("muster.check_mtimes") == "dirs"

    def _do(self, operation):
        self.trace.append(operation)
        self.run.do(operation)

    def _choose(self, tree):
        visible = self.by_folders and bool(self.run.module.folders) and self.random.random() < 0.9
        operation = self.chooser.choose(tree, visible)
        if operation[0] not in ("option", "scan") and not (visible and self._within_folders(operation)):
            self.is_blind = True
        return operation

    def _within_folders(self, operation):
        """Whether all that it touches is in folders whose names are looked at."""
        paths = [word for word in operation[1:3] if isinstance(word, str) and "/" in word]
        return bool(paths) and operation[0] != "symlink" and all(
            any(path.startswith(folder + "/") for folder in self.run.module.folders) for path in paths)

    def _check(self):
        if self.by_folders and self.is_blind:
            self._do(["scan"])
            return
        self._do(["check"])
        if not self.by_folders:
            self.is_blind = False

    def begin(self):
        for operation in self.run.module.initial:
            self._do(operation)
        for key in self.run.module.options:
            if self.random.random() < (0.3 if key.startswith("muster.") else 0.6):
                self._do(["option", key, self.random.choice(self.run.module.options[key])])
        self._check()

    def step(self):
        for _ in range(self.random.choice((1, 1, 1, 2, 2, 3, 5))):
            tree = Tree(self.run.place.root)
            if self.random.random() < 0.06:
                self._do(["race", self._races(tree)])
            else:
                self._do(self._choose(tree))
            if self.random.random() < 0.08:
                self._do(["scan"])
        self._check()
        if self.random.random() < 0.1:
            self._check()

    def _races(self, tree):
        self.is_blind = True
        races = [[self.random.randrange(int(RACE_SECONDS * 1e6)), self._choose(tree)]]
        for _ in range(self.random.randrange(4)):
            other = self._choose(tree) if self.random.random() < 0.4 else races[0][1]
            if other[0] == "put" and other[1] == races[0][1][1]:
                other = other[:2] + [self.chooser.content_for(other[1])]
            races.append([self.random.randrange(3000), other])
        return [race for race in races if race[1][0] not in ("option", "scan")]
