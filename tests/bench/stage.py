# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the cases play: trees of files, configurations, and contenders that are measured in turns."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import counts
import json_manager

FOLDERS = 100
ROUNDS, LEAST_ROUNDS = 9, 3
SLOW = 0.5  # seconds: a contender that takes longer is called once a turn
TURN = "TURN"  # stands in a contender's command for how often it is called in a turn
HERE = os.path.dirname(os.path.abspath(__file__))


class Stage:
    """A temporary folder with modules, stores and trees; all programs come from one build tree."""

    def __init__(self, build, folder, quick=False, stock=True):
        """@quick: smaller sizes and shorter turns; not @stock: without the stock modules."""
        self.build, self.folder, self.quick = os.path.abspath(build), folder, quick
        self.turn, self.seconds = (10, 3) if quick else (40, 40)  # ms of a turn; s of a comparison, about
        self.muster = os.path.join(self.build, "core/cli/muster")
        self.modules = os.path.join(folder, "modules")
        os.makedirs(self.modules)
        shutil.copy(self.program("lines.so"), self.modules)
        for name in sorted(os.listdir(os.path.join(self.build, "modules"))) if stock else ():
            module = os.path.join(self.build, "modules", name, name + ".so")
            if os.path.exists(module):
                shutil.copy(module, self.modules)

    def program(self, name):
        return os.path.join(self.build, "tests/bench", name)

    def stock(self):
        return sorted(name[:-3] for name in os.listdir(self.modules) if name != "lines.so")

    def vendor_lines(self):
        """What vendors ship for the stock modules, as the default configuration has it."""
        files = [os.path.join(HERE, "../../config/conf.d", name + ".conf") for name in self.stock()]
        lines = []
        for file in filter(os.path.exists, files):
            with open(file, encoding="utf-8") as stream:
                lines += stream.read().splitlines()
        return lines

    def tree(self, count, below=None):
        """A tree of @count files in 100 folders; made once, and old enough not to be racy when it is scanned."""
        root = os.path.join(below or self.folder, f"tree-{count}")
        if os.path.exists(root):
            return root
        for folder in range(FOLDERS):
            os.makedirs(os.path.join(root, f"{folder:02d}"))
        for i in range(count):
            with open(os.path.join(root, f"{i % FOLDERS:02d}", f"file-{i:07d}.lines"), "w", encoding="utf-8") as stream:
                stream.write(f"title = File number {i}\nauthor = Author {i % 37}\nnumber = {i * 7919 % 100003}\n")
        time.sleep(0.1)
        return root

    def configure(self, name, module_lines, core_lines=(), store=None):
        """Writes a configuration; each @store (a folder; by default one for each name) is apart."""
        path = os.path.join(self.folder, name + ".conf")
        store = store or os.path.join(self.folder, "store-" + name)
        worker = os.path.join(self.build, "core/muster-worker")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(f"[muster]\nmodules = {self.modules}\nstore = {store}/user\nsystem_store = {store}/system\n")
            stream.write("".join(f"{line}\n" for line in (f"worker = {worker}", *core_lines, *module_lines)))
        return path

    def lines(self, count, mode="yes", below=None, store=None):
        """The configuration of a tree of @count files, scanned; modes share one blob."""
        store = store or os.path.join(self.folder, f"store-{count}")
        settings = [f"check_mtimes = {mode}", "max_file_size = 64M"]
        config = self.configure(
            f"lines-{count}-{mode}-{os.path.basename(store)}",
            ["[lines]", "paths = " + self.tree(count, below), "memory_limit = 0"], settings, store)
        self.scan(config, "lines")
        return config

    def run(self, *words):
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"run: {' '.join(words[:6])} failed ({done.returncode})")
        return done.stdout

    def scan(self, config, *modules):
        self.run(self.muster, "-q", "-c", config, "scan", *modules)

    def state(self, config, module):
        return json.loads(self.run(self.muster, "-c", config, "status", module, "--json"))[0]

    def records(self, config, module):
        return json.loads(self.run(self.muster, "-c", config, "list", module, "--json"))

    def sources(self, config, module):
        """The blob of a module, and a file that lists its sources for the floor."""
        blob = self.state(config, module)["blob"]
        listing = blob + ".sources"
        with open(listing, "w", encoding="utf-8") as stream:
            stream.write(self.run(self.program("bench-sources"), blob))
        return blob, listing

    def json_cache(self, config, module):
        """What the JSON manager would have kept of the same entries and sources."""
        blob, listing = self.sources(config, module)
        with open(listing, encoding="utf-8") as stream:
            sources = [line.rstrip("\n").split(" ", 1) for line in stream]
        path = blob + ".json"
        json_manager.save(path, self.records(config, module), [name for kind, name in sources if kind == "f"],
                          [name for kind, name in sources if kind == "d"])
        return path

    def debug_file(self, library):
        """The file with a library's debug information, by its build-id; None where it is not installed."""
        found = re.search(r"Build ID: (..)(\w+)", self.run("readelf", "-n", library))
        path = found and f"/usr/lib/debug/.build-id/{found[1]}/{found[2]}.debug"
        return path if path and os.path.exists(path) else None

    # ---- contenders: each is a command that prints the nanoseconds of its wall clock and CPU time first

    def host(self, config, *pairs):
        return [self.program("bench-host"), "get", TURN, config, "-", *pairs]

    def refresh(self, config, file):
        return [self.program("bench-host"), "refresh", TURN, config, file, "lines", "-"]

    def floor(self, mode, *blobs):
        return [self.program("bench-floor"), mode, TURN, *blobs]

    def manager(self, mode, *files):
        return [sys.executable, os.path.join(HERE, "json_manager.py"), TURN, mode, *files]

    def process(self, *words):
        return [self.program("bench-timer"), TURN, *words]

    def publish(self, blob, folder):
        return [self.program("bench-publish"), TURN, blob, folder]

    def cache(self, call, config, name, entries, additions):
        return [self.program("bench-cache"), call, TURN, config, name, str(entries), str(additions)]

    # ---- measuring

    def take(self, contender, turn=None):
        """One turn: wall clock and CPU time in nanoseconds, calls, and peaks of memory in KiB (own, children's)."""
        return [int(number) for number in self.run(*at(contender, turn or str(self.turn))).split()]

    def measure(self, contenders, counted=()):
        """Contenders take turns, another one first each time: CPU and wall clock, a list of one median a round; and the
        instructions of those that are @counted. Where a round takes long there are fewer than nine."""
        names = list(contenders)
        alone = {name: self.take(contenders[name], "1x")[0] / 1e9 for name in names}
        turns = {name: "1x" if alone[name] > SLOW else str(self.turn) for name in names}
        round_takes = sum(time if time > SLOW else max(self.turn / 1e3, 3 * time) + time for time in alone.values())
        measured = {"cpu": {name: [] for name in names}, "wall": {name: [] for name in names}}
        for i in range(max(LEAST_ROUNDS, min(ROUNDS, int(self.seconds / round_takes)))):
            turn = names[i % len(names):] + names[: i % len(names)]
            for name in turn if i % 2 == 0 else reversed(turn):
                wall, cpu = self.take(contenders[name], turns[name])[:2]
                measured["wall"][name].append(wall)
                measured["cpu"][name].append(cpu)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            measured["instructions"] = dict(zip(counted, pool.map(instructions, map(contenders.get, counted))))
        return measured


def at(contender, turn):
    return [turn if word == TURN else word for word in contender]


def a_call(count, contender):
    """What @count gives for one call of a contender, without the start of the program that calls it; of a whole
    process, for all of it."""
    if os.path.basename(contender[0]) == "bench-timer":
        return count(*contender[2:])
    one, two = count(*at(contender, "1x")), count(*at(contender, "2x"))
    return two - one if one and two else None


def instructions(contender):
    return a_call(counts.instructions, contender)


def key(number):
    return f"file-{number:07d}"
