# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Instructions and system calls of a command. Other work on the machine does not change them, unlike times."""

import functools
import re
import shutil
import subprocess
import tempfile


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


def by_valgrind(*words):
    text = output("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words)
    found = text and re.search(r"Collected : (\d+)", text)
    return int(found[1]) if found else None


def instructions(*words):
    """Instructions in user space of one run; None where they cannot be counted."""
    if counter() == "perf":
        found = re.search(r"^(\d+),", output("perf", "stat", "-x,", "-e", "instructions:u", *words) or "", re.M)
        return int(found[1]) if found else None
    return by_valgrind(*words) if counter() else None


def system_calls(*words):
    """How often one run, with its children, makes each system call."""
    with tempfile.NamedTemporaryFile("r") as report:
        if output("strace", "-f", "-c", "-U", "calls,name", "-o", report.name, *words) is None:
            return None
        lines = [line.split() for line in report]
    return {line[1]: int(line[0]) for line in lines if line and line[0].isdigit() and line[1] != "total"}
