# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Instructions and system calls of a command. Other work on the machine does not change them, unlike times."""

import collections
import functools
import os
import re
import shutil
import subprocess
import tempfile

MEMORY = ("brk", "mmap", "munmap", "mremap", "madvise")


def output(*words):
    """Runs @words and returns what they wrote to standard error; None where they failed."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          check=False)
    return None if done.returncode else done.stderr


@functools.cache
def counter():
    """What counts instructions here: perf where the processor tells it, else valgrind, else None."""
    if shutil.which("perf") and re.search(r"^\d+,", output("perf", "stat", "-x,", "-e", "instructions:u", "true") or "",
                                          re.M):
        return "perf"
    return "valgrind" if shutil.which("valgrind") else None


def by_object(*words):
    """Instructions of one run under valgrind, apart for each program and library; None where it failed."""
    with tempfile.NamedTemporaryFile("r") as report:
        if output("valgrind", "--tool=callgrind", "--compress-strings=no", "--callgrind-out-file=" + report.name,
                  *words) is None:
            return None
        return own_costs(report)


def own_costs(report):
    """Sums what functions cost themselves; behind a line calls= stands what the called one cost, which is its own."""
    costs, current, called = collections.Counter(), "", False
    for line in report:
        if line.startswith("ob="):
            current = os.path.basename(line[3:].strip())
        elif line.startswith("calls="):
            called = True
        elif line[0] in "+-*" or line[0].isdigit():
            costs[current] += 0 if called else int(line.split()[1])
            called = False
    return costs


def instructions(*words):
    """Instructions in user space of one run; None where they cannot be counted."""
    if counter() == "perf":
        found = re.search(r"^(\d+),", output("perf", "stat", "-x,", "-e", "instructions:u", *words) or "", re.M)
        return int(found[1]) if found else None
    costs = by_object(*words) if counter() else None
    return sum(costs.values()) if costs else None


def system_calls(*words):
    """System calls of one run and its children, but for those of memory: malloc() makes one more or less by chance."""
    with tempfile.NamedTemporaryFile("r") as report:
        if output("strace", "-f", "-c", "-U", "calls,name", "-o", report.name, *words) is None:
            return None
        lines = [line.split() for line in report]
    return sum(int(line[0]) for line in lines if line and line[0].isdigit() and line[1] not in (*MEMORY, "total"))
