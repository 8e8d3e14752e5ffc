# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""For power.py: what a disk may hold once the power failed, from what was done to it and what was made durable."""

import hashlib
import itertools
import os


class File:
    """A file's data on the disk, and what was done to it since."""

    def __init__(self):
        self.durable, self.pending, self.last = b'', [], 0

    def sync(self) -> None:
        self.durable, self.pending = self.content('all'), []

    def content(self, data: str) -> bytes:
        if data == 'none':
            return self.durable
        content = bytearray(self.durable)
        for number, (offset, written) in enumerate(self.pending, 1):
            if written is None:  # truncated
                del content[offset:]
                content.extend(bytes(offset - len(content)))
                continue
            if data == 'zeros':
                written = bytes(len(written))
            elif data == 'torn' and number == len(self.pending):
                written = written[:len(written) // 2]
            content.extend(bytes(max(0, offset - len(content))))
            content[offset:offset + len(written)] = written
        return bytes(content)


class Folder:
    def __init__(self):
        self.durable = {}  # by name, a File or a Folder


class Change:
    """Names of one folder that change at once."""

    def __init__(self, folder: Folder, added: dict, removed: tuple):
        self.folder, self.added, self.removed = folder, added, removed

    def apply(self, names: dict) -> None:
        for name in self.removed:
            names.pop(name, None)
        names |= self.added


class Disk:
    """All that was done below a root, as it is remembered and as it is durable."""

    def __init__(self, root: str):
        self.root = root
        self.top = Folder()
        self.folders = {root: self.top}  # as they are now, by path
        self.files = {}  # as they are now, by path
        self.inodes = {}
        self.changes = []  # not durable, in order

    def change(self, path: str, thing, removed: tuple = ()) -> None:
        name = os.path.basename(path)
        added = {name: thing} if thing else {}
        self.changes.append(Change(self.folders[os.path.dirname(path)], added, removed))

    def sync_folder(self, path: str) -> None:
        folder = self.folders[path]
        for change in self.changes:
            if change.folder is folder:
                change.apply(folder.durable)
        self.changes = [change for change in self.changes if change.folder is not folder]

    def do(self, words: list[str], number: int) -> None:
        action, *rest = words
        if action == 'new':
            self.inodes[rest[0]] = File()
            if rest[1] != '-':
                self.link(rest[0], rest[1])
        elif action == 'write':
            file = self.inodes[rest[0]]
            file.pending.append((int(rest[1]), bytes.fromhex(rest[2])))
            file.last = number
        elif action == 'truncate':
            self.inodes[rest[0]].pending.append((int(rest[1]), None))
        elif action == 'sync':
            self.inodes[rest[0]].sync()
        elif action == 'syncdir':
            self.sync_folder(rest[0])
        elif action == 'link':
            self.link(rest[0], rest[1])
        elif action == 'rename':
            file = self.files.pop(rest[0])
            self.files[rest[1]] = file
            self.change(rest[1], file, (os.path.basename(rest[0]),))
        elif action == 'unlink':
            self.files.pop(rest[0])
            self.change(rest[0], None, (os.path.basename(rest[0]),))
        elif action == 'mkdir':
            self.folders[rest[0]] = Folder()
            self.change(rest[0], self.folders[rest[0]])
        elif action == 'rmdir':
            self.folders.pop(rest[0])
            self.change(rest[0], None, (os.path.basename(rest[0]),))

    def link(self, inode: str, path: str) -> None:
        self.files[path] = self.inodes[inode]
        self.change(path, self.inodes[inode])

    def subsets(self) -> list:
        """Which of the names that changed may have reached the disk."""
        changes = self.changes
        if len(changes) <= 5:
            return list(itertools.chain.from_iterable(itertools.combinations(changes, count)
                                                      for count in range(len(changes) + 1)))
        chosen = [changes[:count] for count in range(len(changes) + 1)]
        chosen += [[change] for change in changes]
        return chosen + [[other for other in changes if other is not change] for change in changes]

    def images(self):
        """What the disk may hold now: the path and content of each file, and each folder."""
        contents = {}
        for subset, data in itertools.product(self.subsets(), ('none', 'all', 'zeros', 'torn')):
            names = {}
            for change in subset:
                change.apply(names.setdefault(change.folder, dict(change.folder.durable)))
            found = []
            self.collect(self.top, '', names, data, contents, found)
            yield tuple(sorted(found))

    def collect(self, folder: Folder, path: str, names: dict, data: str, contents: dict, found: list) -> None:
        for name, thing in names.get(folder, folder.durable).items():
            place = f'{path}/{name}'
            if isinstance(thing, Folder):
                found.append((place, 0, None))
                self.collect(thing, place, names, data, contents, found)
            else:
                if (thing, data) not in contents:
                    contents[thing, data] = intern(thing.content(data))
                found.append((place, thing.last, contents[thing, data]))


CONTENTS = {}  # by hash: images that share a file share its bytes


def intern(content: bytes) -> str:
    digest = hashlib.sha1(content).hexdigest()
    CONTENTS.setdefault(digest, content)
    return digest
