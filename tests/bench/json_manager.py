# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The peer: what the originating system does, one JSON file of items with a time for each source.

    json_manager.py TURN yes|dirs|no FILE.json…

prints what timing_run() prints (timing.h) for a warm load of all FILEs: version, age, exists() and stat() of each source
that the mode looks at, every item through a deserializer. The start of the interpreter is not in it. run makes the files
with save().
"""

import json
import os
import statistics
import sys
import time
from dataclasses import dataclass

VERSION = "1.0"
MAX_AGE = 7 * 86400


@dataclass
class Item:
    key: str
    identifier: str
    fields: dict


def deserialize(record):
    return Item(
        key=record["key"],
        identifier=record["identifier"],
        fields={name: value for name, value in record.items() if name not in ("key", "identifier")},
    )


def save(path, records, files, folders):
    def times(paths):
        return {each: os.stat(each).st_mtime for each in paths}

    with open(path, "w", encoding="utf-8") as stream:
        json.dump(
            {
                "version": VERSION,
                "created": time.time(),
                "files": times(files),
                "folders": times(folders),
                "items": {record["key"]: record for record in records},
            },
            stream,
        )


def unchanged(times):
    for path, modified in times.items():
        if not os.path.exists(path) or os.stat(path).st_mtime != modified:
            return False
    return True


def load(path, mode):
    with open(path, encoding="utf-8") as stream:
        cache = json.load(stream)
    if cache["version"] != VERSION or not 0 <= time.time() - cache["created"] < MAX_AGE:
        return None
    if mode == "yes" and not unchanged(cache["files"]):
        return None
    if mode != "no" and not unchanged(cache["folders"]):
        return None
    return {key: deserialize(record) for key, record in cache["items"].items()}


def main(words):
    exactly = int(words[1][:-1]) if words[1].endswith("x") else 0
    end = time.perf_counter_ns() + (0 if exactly else int(words[1]) * 1_000_000)
    wall, cpu = [], []
    while len(wall) < (exactly or 3) or (not exactly and time.perf_counter_ns() < end):
        start = time.perf_counter_ns(), time.process_time_ns()
        loaded = [load(path, words[2]) for path in words[3:]]
        wall.append(time.perf_counter_ns() - start[0])
        cpu.append(time.process_time_ns() - start[1])
        if None in loaded:
            sys.exit("json_manager.py: a source changed under the benchmark")
    print(int(statistics.median(wall)), int(statistics.median(cpu)), len(wall))


if __name__ == "__main__":
    main(sys.argv)
