#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guards eight warm cases against bounds.json: what each costs in instructions and in system calls. Neither depends on
what else the machine does. Instructions are counted by valgrind, and depend on the compiler and on the libraries: where
those are not the ones that the bounds were measured with, only system calls are compared, and the test is skipped."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

import counts  # noqa: E402
from stage import Stage, a_call, key  # noqa: E402

for variable in ("MALLOC_PERTURB_", "LD_LIBRARY_PATH"):  # meson sets them, and they cost instructions and calls
    os.environ.pop(variable, None)

BOUNDS = os.path.join(HERE, "bounds.json")
SKIP = 77
SIZE = 1_000
OWN_STORE = 0 if os.geteuid() == 0 else 10  # calls: a user has a store besides the system's; bounds are root's


def cases(stage):
    configs = {mode: stage.lines(SIZE, mode) for mode in ("yes", "dirs", "no")}
    own = stage.configure("own", [])
    muster = [stage.muster, "-c", configs["yes"]]
    stage.take(stage.cache("load", own, "own", SIZE, 0), "1x")
    return {
        **{f"get, {mode}": stage.host(config, "lines", key(500)) for mode, config in configs.items()},
        "get, all entries": stage.host(configs["yes"], "lines", "-"),
        "refresh of what is fresh": stage.refresh(configs["yes"], "-"),
        "show, whole process": stage.process(*muster, "show", "lines", key(500)),
        "status, whole process": stage.process(*muster, "status", "lines"),
        "load of a host's own cache": stage.cache("load", own, "own", SIZE, 0),
    }


def measure(build):
    folder = tempfile.mkdtemp(prefix="muster-guard.", dir="/tmp")  # the depth of a path costs system calls
    try:
        contenders = cases(Stage(build, folder, stock=False))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(zip(contenders, pool.map(figures, contenders.values())))
    finally:
        shutil.rmtree(folder)


def figures(contender):
    """Decompression apart: the times and inode numbers in a blob, and with them its work, differ from run to run."""
    costs = a_call(counts.by_object, contender)
    decompression = sum(cost for name, cost in costs.items() if name.startswith("libzstd"))
    return {"calls": a_call(counts.system_calls, contender), "instructions": sum(costs.values()) - decompression,
            "decompression": decompression}


def version(package):
    """The upstream version of a Debian package."""
    done = subprocess.run(["dpkg-query", "-W", "-f", "${source:Upstream-Version}", package], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False)
    return done.stdout or "unknown"


def surroundings(build, compiler):
    """Everything that instructions depend on besides our own code."""
    with open(os.path.join(build, "meson-info/intro-buildoptions.json"), encoding="utf-8") as stream:
        options = {option["name"]: str(option["value"]) for option in json.load(stream)}
    return {"compiler": compiler, "machine": platform.machine(),
            **{name: options.get(name, "") for name in ("buildtype", "optimization", "b_sanitize", "b_coverage", "b_lto")},
            **{package: version(package) for package in ("libc6", "libzstd1", "libxxhash0", "valgrind")}}


def judge(bounds, measured, kinds):
    """Prints each figure of @kinds; how many are above their bound."""
    failures = 0
    for name, figures in measured.items():
        for kind in kinds:
            bound = bounds["cases"][name][kind]
            most = int(bound * (1 + bounds["margin"][kind])) + (OWN_STORE if kind == "calls" else 0)
            verdict = "ok" if figures[kind] is not None and figures[kind] <= most else "ABOVE"
            print(f"{name:30} {figures[kind] or 0:>12,} {kind:13} of {bound:>12,}, at most {most:>12,}  {verdict}")
            failures += verdict != "ok"
    return failures


def write(bounds, here, measured):
    with open(BOUNDS, "w", encoding="utf-8") as stream:
        json.dump({"margin": bounds["margin"], "measured with": here, "cases": measured}, stream, indent=1)
        stream.write("\n")


def main(words):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=os.path.join(HERE, "../../build"), help="the build tree (build)")
    parser.add_argument("--compiler", default="unknown", help="what it was compiled with")
    parser.add_argument("--write", action="store_true", help="write what is measured as the new bounds")
    arguments = parser.parse_args(words)
    with open(BOUNDS, encoding="utf-8") as stream:
        bounds = json.load(stream)
    here = surroundings(arguments.build, arguments.compiler)
    other = [f"{name} {here[name]} (not {value})" for name, value in bounds["measured with"].items()
             if value != here[name]]
    if here["b_sanitize"] != "none":
        print(f"counts mean nothing with the sanitizers {here['b_sanitize']}")
        return SKIP
    if arguments.write and os.geteuid() != 0:
        parser.error("bounds are measured as root, whose store is the system's alone")
    missing = [program for program in ("valgrind", "strace") if not shutil.which(program)]
    if missing:
        print(f"not installed: {', '.join(missing)}")
        return SKIP
    measured = measure(arguments.build)
    if arguments.write:
        write(bounds, here, measured)
        return 0
    if judge(bounds, measured, ["calls"] if other else bounds["margin"]):
        print("Find what became dearer. If it must be: ninja bench-bounds in the build tree, and say why in the commit.")
        return 1
    if other:
        print(f"only system calls were compared: the bounds on instructions are of another {', '.join(other)}")
    return SKIP if other else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
