#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whatever happens to files, an incremental answer is the answer of a full scan.

For each stock module a tree of files is changed by chance, and after each step what muster says from its long-lived store
must equal what it says after `scan --force` with an empty store: the same entries, keys, order and findings.

    meson test -C build/debug property                      a minute with fixed seeds, as in CI
    tests/property/property.py --build build/debug --seconds 3600 --seed 0        an hour with seeds drawn by chance
    tests/property/property.py --build build/debug --module functions --seconds 60
    tests/property/property.py --build build/debug --replay FILE                   what an earlier run printed, again

On a difference the operations are printed, one a line, after as many as possible were left out, with what differs, and
the exit status is 1; with --keep-going further ones are looked for. An episode is a tree from its beginning on, with some
tens of steps; all of it follows from the seed and its number.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import time

import modules
import natives
from asking import Asker
from run import Difference, Episode, Place, Run
from shrink import Shrinker, replay

HERE = pathlib.Path(__file__).resolve().parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the build folder")
    parser.add_argument("--seconds", type=float, default=60, help="for all modules together (60)")
    parser.add_argument("--module", choices=sorted(modules.ALL), help="only this one")
    parser.add_argument("--seed", type=int, default=1, help="0: by chance (1)")
    parser.add_argument("--episode", type=int, default=0, help="the first one (0)")
    parser.add_argument("--replay", type=pathlib.Path, help="operations to carry out, as they were printed")
    parser.add_argument("--keep-going", action="store_true", help="after a difference, look for the next one")
    parser.add_argument("--shrink-seconds", type=float, default=60, help="for leaving out operations (60)")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="modules side by side (2)")
    parser.add_argument("--cc", default="cc", help="the compiler of the plug-ins")
    chosen = parser.parse_args()
    chosen.seed = chosen.seed or random.SystemRandom().randrange(1, 1 << 31)
    chosen.build = chosen.build.resolve()
    chosen.natives = chosen.build / "tests/property/natives"
    return chosen


class Search:
    """One module, episode by episode."""

    def __init__(self, chosen, name):
        self.chosen = chosen
        self.module = modules.ALL[name](chosen.natives)
        self.place, self.asker = Place(), Asker(chosen.build / "tests/property/ask")
        self.steps = self.differences = 0

    def new_run(self):
        return Run(self.module, self.place, self.asker, self.chosen)

    def close(self):
        self.asker.close()
        self.place.remove()

    def episode(self, number, until):
        chance = random.Random(f"{self.chosen.seed} {self.module.name} {number}")
        episode = Episode(self.new_run(), chance)
        try:
            episode.begin()
            for _ in range(chance.randrange(5, 50)):
                if time.monotonic() > until:
                    break
                episode.step()
                self.steps += 1
        except Difference as difference:
            self.report(number, episode.trace, difference)

    def report(self, number, trace, difference):
        self.differences += 1
        print(f"{self.module.name}: seed {self.chosen.seed}, episode {number}, operation {len(trace)}: "
              "the incremental answer is not that of a full scan", flush=True)
        shrinker = Shrinker(self.new_run, self.chosen.shrink_seconds)
        fewer = shrinker.shrink(trace)
        if fewer is None:
            print("# it does not come again; all operations:")
        show(self.module.name, fewer or trace, shrinker.difference if fewer else difference)

    def run(self):
        began = time.monotonic()
        number = self.chosen.episode
        until = began + self.chosen.seconds
        while time.monotonic() < until and (self.chosen.keep_going or not self.differences):
            self.episode(number, until)
            number += 1
        spent = time.monotonic() - began
        print(f"{self.module.name}: {self.steps} steps in {number - self.chosen.episode} episodes, "
              f"{1000 * spent / max(1, self.steps):.0f} ms each, {self.differences} differences", flush=True)
        return self.differences == 0


def show(name, operations, difference):
    """Operations as --replay takes them; comments are passed over there."""
    print(json.dumps({"module": name}))
    for operation in operations:
        print(json.dumps(operation))
    for line in difference.lines[:60]:
        print("# " + (line if len(line) < 200 else line[:200] + "..."))
    print(flush=True)


def run_one(chosen, name):
    search = Search(chosen, name)
    try:
        return search.run()
    finally:
        search.close()


def run_replay(chosen):
    lines = [json.loads(line) for line in chosen.replay.read_text().splitlines() if line[:1] in ("{", "[")]
    search = Search(chosen, lines[0]["module"])
    try:
        found = replay(search.new_run, lines[1:])
    finally:
        search.close()
    if found:
        number, difference = found
        show(lines[0]["module"], lines[1:number + 2], difference)
    else:
        print("no difference")
    return not found


def run_all(chosen):
    """Each module in a process of its own, so many at a time; all share the time."""
    names, running, sound = sorted(modules.ALL), [], True
    each = chosen.seconds * min(chosen.jobs, len(names)) / len(names)
    command = [sys.executable, HERE / "property.py", "--build", chosen.build, "--seconds", each, "--seed", chosen.seed,
               "--episode", chosen.episode, "--shrink-seconds", chosen.shrink_seconds]
    command += ["--keep-going"] if chosen.keep_going else []
    while names or running:
        while names and len(running) < chosen.jobs:
            running.append(subprocess.Popen([str(word) for word in command + ["--module", names.pop(0)]]))
        running[0].wait()
        sound &= running.pop(0).returncode == 0
    return sound


def main():
    chosen = arguments()
    natives.compile_all(chosen.cc, modules.SOURCE / "tests/modules/plugins/fixtures", chosen.natives)
    if chosen.replay:
        sound = run_replay(chosen)
    elif chosen.module:
        sound = run_one(chosen, chosen.module)
    else:
        sound = run_all(chosen)
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
