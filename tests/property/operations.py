# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What can happen to a tree of files: operations that can be written down as JSON and carried out again, and the choice of
the next one by chance.

An operation that cannot be carried out (its file is gone, because an earlier operation was left out) is passed over: any
part of a list of operations is a list of operations.
"""
import fnmatch
import os
import shutil

OLD = 1_000_000_000  # a time with whole seconds, long ago


def put(root, path, content):
    """The folders above it come with it."""
    os.makedirs((root / path).parent, exist_ok=True)
    with open(root / path, "wb", opener=patient) as file:
        file.write(content)


def patient(path, flags):
    """Nobody reads a pipe: that is an error, and no reason to wait."""
    return os.open(path, flags | os.O_NONBLOCK, 0o644)


def replace(root, path, content):
    """As editors save a file: a new one takes its place."""
    beside = root / (path + ".new")
    put(root, path + ".new", content)
    os.rename(beside, root / path)


def append(root, path, content):
    with open(root / path, "ab", opener=patient) as file:
        file.write(content)


def edit(root, path, number):
    """Changes one letter or digit: size and modification time stay as they were."""
    whole = root / path
    about = os.stat(whole)
    with open(whole, "r+b", opener=patient) as file:
        content = file.read()
        places = [i for i, byte in enumerate(content) if chr(byte).isascii() and chr(byte).isalnum()]
        if places and len(content) < 65536:
            place = places[number % len(places)]
            file.seek(place)
            file.write(neighbour(content[place]))
    os.utime(whole, ns=(about.st_atime_ns, about.st_mtime_ns))


def neighbour(byte):
    letter = chr(byte)
    if letter.isdigit():
        return b"0123456789"[(byte - 47) % 10:][:1]
    first = 97 if letter.islower() else 65
    return bytes([first + (byte - first + 1) % 26])


def same(root, path, content):
    """Other content in place with the old modification time, whatever its size."""
    about = os.stat(root / path)
    put(root, path, content)
    os.utime(root / path, ns=(about.st_atime_ns, about.st_mtime_ns))


def retime(root, path, seconds):
    os.utime(root / path, (OLD + seconds, OLD + seconds))


def swap(root, one, other):
    aside = root / "aside"
    os.rename(root / one, aside)
    try:
        os.rename(root / other, root / one)
    except OSError:
        os.rename(aside, root / one)
        raise
    os.rename(aside, root / other)


def hard_link(root, old, new):
    if os.path.lexists(root / new) and not os.path.isdir(root / new):
        os.unlink(root / new)
    os.link(root / old, root / new, follow_symlinks=False)


def symlink(root, target, path):
    if os.path.lexists(root / path):
        remove(root, path)
    os.symlink(target.replace("@ROOT@", str(root)), root / path)


def remove(root, path):
    whole = root / path
    if os.path.isdir(whole) and not os.path.islink(whole):
        shutil.rmtree(whole)
    else:
        os.unlink(whole)


def to_folder(root, path, name, content):
    remove(root, path)
    os.mkdir(root / path)
    put(root, path + "/" + name, content)


def to_file(root, path, content):
    remove(root, path)
    put(root, path, content)


def perform(root, contents, operation):
    """Carries out one operation on the tree. False where it could not be."""
    kind, *words = operation
    if any(word in (".", "") for word in words[:2]):
        return False  # the tree itself stays

    def content():
        return contents[words[-1]].replace(b"@ROOT@", str(root).encode())

    try:
        match kind:
            case "put" | "replace" | "append" | "same" | "to_file":
                globals()[kind](root, words[0], content())
            case "to_folder":
                to_folder(root, words[0], words[1], content())
            case "edit" | "retime" | "swap" | "symlink" | "hard_link":
                globals()[kind](root, *words)
            case "move":
                os.rename(root / words[0], root / words[1])
            case "touch":
                os.utime(root / words[0])
            case "mkdir":
                os.makedirs(root / words[0])
            case "fifo":
                remove(root, words[0])
                os.mkfifo(root / words[0])
            case "remove":
                remove(root, words[0])
            case "chmod":
                os.chmod(root / words[0], int(words[1], 8))
            case _:
                raise ValueError(f"{kind}: no such operation")
    except OSError:
        return False
    return True


class Tree:
    """What is there now, for the choice of what to do next."""

    def __init__(self, root):
        self.files, self.links, self.folders = [], [], []
        self._read(str(root), "")

    def _read(self, folder, prefix):
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            path = prefix + entry.name
            if entry.is_symlink():
                self.links.append(path)
            elif entry.is_dir():
                self.folders.append(path)
                self._read(entry.path, path + "/")
            else:
                self.files.append(path)


# How often each is chosen, and whether it changes a folder, too: what is put in place of a name gives it a new time.
WEIGHTS = {
    "put": (10, False), "replace": (6, True), "append": (2, False), "edit": (7, False), "same": (5, False),
    "touch": (2, False), "retime": (2, False), "swap": (4, True), "add": (10, True), "move": (7, True),
    "move_over": (3, True), "move_folder": (4, True), "swap_folders": (2, False), "hard_link": (4, True), "symlink": (7, True),
    "symlink_folder": (4, True), "symlink_nowhere": (4, True), "symlink_loop": (2, True), "mkdir": (2, True),
    "remove": (8, True), "remove_link": (4, True), "remove_folder": (2, True), "to_folder": (2, True), "to_file": (1, True), "fifo": (1, True),
    "special": (12, False), "chmod": (1, False), "option": (5, False),
}


class Chooser:
    """Chooses operations for one module's tree by chance."""

    def __init__(self, module, random):
        self.module, self.random = module, random

    def content_for(self, path):
        """The name of a content that a file of that name could have; now and then of any other."""
        name = path.rsplit("/", 1)[-1]
        for glob, names in self.module.kinds:
            if fnmatch.fnmatch(name, glob) and self.random.random() < 0.96:
                return self.random.choice(names)
        return self.random.choice(self.module.any_content)

    def folder(self, tree):
        return self.random.choice(tree.folders) if tree.folders and self.random.random() < 0.95 else "."

    def in_folder(self, tree, name):
        return os.path.normpath(self.folder(tree) + "/" + name)

    def new_path(self, tree):
        return self.in_folder(tree, self.random.choice(self.module.names))

    def free_path(self, tree):
        """One that nothing lies at, as far as is known."""
        taken = set(tree.files) | set(tree.links) | set(tree.folders)
        path = self.new_path(tree)
        while path in taken:
            folder, _, name = path.rpartition("/")
            path = (folder or ".") + "/" + self.random.choice(("x", "y", "z")) + name
        return path

    def target(self, tree, path, target):
        """The text of a link at `path` that leads to `target`: absolute or relative."""
        if self.random.random() < 0.5:
            return "@ROOT@/" + target
        return os.path.relpath(target, os.path.dirname(path) or ".")

    def of_file(self, tree, kind):
        path = self.random.choice(tree.files + tree.links)
        match kind:
            case "put" | "replace" | "append" | "same":
                return [kind, path, self.content_for(path)]
            case "edit":
                return [kind, path, self.random.randrange(1000)]
            case "retime":
                return [kind, path, self.random.randrange(5)]
            case "chmod":
                path = self.random.choice(tree.files + tree.folders)
                return [kind, path, self.random.choice(("644", "755", "600", "000"))]
            case "swap":
                return [kind, path, self.random.choice(tree.files + tree.links)]
            case "move":
                return [kind, path, self.free_path(tree)]
            case "move_over":
                return ["move", path, self.random.choice(tree.files + tree.links)]
            case "hard_link":
                return [kind, path, self.free_path(tree) if self.random.random() < 0.7 else self.new_path(tree)]
            case "to_folder":
                name = self.random.choice(self.module.names)
                return [kind, path, name, self.content_for(name)]
        return [kind, path]

    def of_folder(self, tree, kind):
        path = self.random.choice(tree.folders or ["new"])
        match kind:
            case "move_folder":
                name = self.random.choice(self.module.folder_names + [path.rsplit("/", 1)[-1]])
                return ["move", path, self.in_folder(tree, name) if self.random.random() < 0.7 else path + "2"]
            case "swap_folders":
                return ["swap", path, self.folder(tree)]
            case "remove_folder":
                return ["remove", path]
            case "to_file":
                return [kind, path, self.content_for(path)]
        return ["mkdir", self.in_folder(tree, self.random.choice(self.module.folder_names))]

    def of_link(self, tree, kind):
        # mostly in the place of nothing, at times in that of a file
        path = self.free_path(tree) if self.random.random() < 0.6 else self.new_path(tree)
        match kind:
            case "symlink":
                return ["symlink", self.target(tree, path, self.random.choice(tree.files + tree.links)), path]
            case "symlink_folder":
                if self.random.random() < 0.4:
                    path = self.in_folder(tree, self.random.choice(self.module.folder_names))
                return ["symlink", self.target(tree, path, self.folder(tree)), path]
            case "symlink_loop":
                return ["symlink", path.rsplit("/", 1)[-1], path]
        return ["symlink", self.target(tree, path, self.new_path(tree)), path]

    def option(self):
        key = self.random.choice(sorted(self.module.options))
        return ["option", key, self.random.choice(self.module.options[key])]

    def choose(self, tree, visible_only):
        kinds = [kind for kind, (_, visible) in WEIGHTS.items() if visible or not visible_only]
        weights = [WEIGHTS[kind][0] for kind in kinds]
        if len(tree.files) > 90:
            weights = [weight * (5 if kind.startswith("remove") else 1) for kind, weight in zip(kinds, weights)]
        kind = self.random.choices(kinds, weights)[0]
        if kind == "option":
            return self.option()
        if kind == "special":
            return self.module.special(self, tree) or ["mkdir", "new/" + self.random.choice(self.module.folder_names)]
        if kind == "add" or not tree.files:
            path = self.free_path(tree)
            return ["put", path, self.content_for(path)]
        if kind == "remove_link":
            return ["remove", self.random.choice(tree.links or tree.files)]
        if kind.startswith("symlink"):
            return self.of_link(tree, kind)
        if kind in ("move_folder", "swap_folders", "remove_folder", "to_file", "mkdir"):
            return self.of_folder(tree, kind)
        return self.of_file(tree, kind)
