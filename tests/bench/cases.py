# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases; each yields rows."""

import concurrent.futures
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import tempfile

import scans
from rows import compare, row, skipped
from stage import ROUNDS, key

MODES = ("yes", "dirs", "no")
SIZES = (180, 1_000, 10_000, 100_000)
JSON_MOST = 10_000  # beyond it a round of the JSON manager takes too long to be repeated often
JSON_COUNTED = 1_000  # the one size at which its instructions are counted: that takes long
TOGETHER = 64
QUICK = ("warm", "show", "changed", "together")


def warm(stage, size, mode):
    config = stage.lines(size, mode)
    contenders = {
        "muster": stage.host(config, "lines", key(size // 2)),
        "floor": stage.floor(mode, *stage.sources(config, "lines")),
    }
    if size <= (1_000 if stage.quick else JSON_MOST):
        contenders["json"] = stage.manager(mode, stage.json_cache(config, "lines"))
        contenders["all entries"] = stage.host(config, "lines", "-")
    counted = contenders if size == JSON_COUNTED and not stage.quick else ("muster", "floor")
    measured = stage.measure(contenders, counted)
    what = f"get of {size:,}, check_mtimes = {mode}"
    yield compare(f"{what}: by floor", measured, "muster", "floor", most=1.15)
    if "json" in contenders:
        yield compare(f"{what}: JSON manager by it", measured, "json", "muster")
        yield compare(f"{what}: JSON manager by it, all entries", measured, "json", "all entries")


def case_warm(stage, _):
    """warm get, by size and check_mtimes, against floor and JSON manager"""
    for size in SIZES[:-1] if stage.quick else SIZES:
        for mode in MODES:
            yield from warm(stage, size, mode)


def case_stock(stage, _):
    """all stock registries, default configuration, one process, one key each"""
    config = stage.configure("stock", stage.vendor_lines())
    pairs, blobs, files = [], [], []
    for module in stage.stock():
        stage.scan(config, module)
        records = stage.records(config, module)
        if not records:
            yield skipped(f"stock registry {module}", "this machine has no entries for it")
            continue
        pairs += [module, records[len(records) // 2]["key"]]
        blobs += stage.sources(config, module)
        files.append(stage.json_cache(config, module))
    if not pairs:
        return
    measured = stage.measure({
        "muster": stage.host(config, *pairs),
        "floor": stage.floor("yes", *blobs),
        "json": stage.manager("yes", *files),
    }, ("muster", "floor"))
    what = f"stock registries ({', '.join(pairs[::2])})"
    yield row(f"{what}", statistics.median(measured["cpu"]["muster"]) / 1e6, "ms", most=3)
    yield compare(f"{what}: by floor", measured, "muster", "floor")
    yield compare(f"{what}: JSON manager by it", measured, "json", "muster")


def case_key(stage, _):
    """one key of 100,000 against one key of 100, unchecked, whole process"""
    words = [stage.muster, "-c"]
    contenders = {
        "muster": stage.process(*words, stage.lines(100_000, "no"), "show", "lines", key(50_000)),
        "of 100": stage.process(*words, stage.lines(100, "no"), "show", "lines", key(50)),
    }
    yield compare("show one key of 100,000: by one of 100", stage.measure(contenders, contenders), "muster", "of 100",
                  most=1.3)


def show(stage, size, mode):
    config = stage.lines(size, mode)
    contenders = {
        "muster": stage.process(stage.muster, "-c", config, "show", "lines", key(size // 2)),
        "true": stage.process("/bin/true"),
        "floor": stage.floor(mode, *stage.sources(config, "lines")),
    }
    measured = stage.measure(contenders, contenders)
    cpu, what = measured["cpu"], f"show of {size:,}, whole process, check_mtimes = {mode}"
    over = statistics.median(a - b for a, b in zip(cpu["muster"], cpu["true"])) / 1e6
    yield row(f"{what}: over /bin/true", over, "ms", most=1 if size == 180 else None)
    yield compare(f"{what}: by /bin/true and floor", measured, "muster", "true", "floor",
                  most=1.1 if size == 10_000 else None)


def case_show(stage, _):
    """muster show, warm, whole process, against /bin/true and the floor"""
    for size in (180, 10_000):
        for mode in ("yes", "no"):
            yield from show(stage, size, mode)


def changed(stage, size, where, place):
    store = os.path.join(where, f"store-changed-{size}")
    config = stage.lines(size, below=where, store=store)
    blob = stage.state(config, "lines")["blob"]
    file = os.path.join(stage.tree(size, where), "42", key(42) + ".lines")
    measured = {kind: {"changed": [], "check": [], "write": []} for kind in ("cpu", "wall")}

    def take(name, contender):
        wall, cpu = stage.take(contender)[:2]
        measured["wall"][name].append(wall)
        measured["cpu"][name].append(cpu)

    for _ in range(ROUNDS):  # the check must not meet the change: it is made fresh and no longer racy before
        take("changed", stage.refresh(config, file))
        stage.run("/bin/sleep", "0.1")
        stage.scan(config, "lines")
        take("check", stage.refresh(config, "-"))
        take("write", stage.publish(blob, os.path.dirname(blob)))
    measured["instructions"] = {}
    yield compare(f"one changed of {size:,} ({place}): by check and write", measured, "changed", "check", "write",
                  most=1.3)


def case_changed(stage, _):
    """one changed source of 1,000 to 100,000, in memory, and of 10,000 on disk"""
    yield from changed(stage, 10_000, os.path.join(stage.folder, "changed"), "on disk")
    if not os.access("/dev/shm", os.W_OK):
        yield skipped("one changed (in memory)", "/dev/shm cannot be written to")
        return
    memory = tempfile.mkdtemp(prefix="muster-bench.", dir="/dev/shm")
    try:
        for size in SIZES[1:3] if stage.quick else SIZES[1:]:
            yield from changed(stage, size, memory, "in memory")
    finally:
        shutil.rmtree(memory)


def case_size(stage, _):
    """the blob against the JSON of the same entries"""
    config = stage.configure("stock", stage.vendor_lines())
    for module in stage.stock():
        stage.scan(config, module)
        entries = stage.state(config, module)["entries"]
        if not entries:
            yield skipped(f"blob of {module}", "this machine has no entries for it")
            continue
        size = stage.state(config, module)["blob_bytes"]
        text = len(stage.run(stage.muster, "-c", config, "list", module, "--json").encode())
        yield row(f"blob of {module} ({entries:,} entries): by their JSON", size / text, most=0.1,
                  note=f"{size:,} of {text:,} bytes")


def case_together(stage, _):
    """cold starts at once: discoveries, and whether all get the same"""
    config = stage.configure("together", ["[lines]", "paths = " + stage.tree(1_000)])
    words = [stage.muster, "-c", config]
    processes = [subprocess.Popen([*words, "scan", "lines", "--json"], stdout=subprocess.PIPE) for _ in range(TOGETHER)]
    discovered = sum(json.loads(process.communicate()[0])[0]["discovered"] for process in processes)
    yield row(f"{TOGETHER} cold starts: discoveries", discovered, "", most=1)
    stage.run(*words, "clear", "lines")
    processes = [subprocess.Popen([*words, "list", "lines", "--json"], stdout=subprocess.PIPE) for _ in range(TOGETHER)]
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        outputs = list(pool.map(lambda process: process.communicate()[0], processes))
    answers = {hashlib.sha256(output).hexdigest() for output in outputs}
    complete = all(len(json.loads(output)) == 1_000 for output in outputs)
    yield row(f"{TOGETHER} cold starts: different answers", len(answers) if complete else TOGETHER, "", most=1)


def case_own(stage, _):
    """a host's own cache: save, load, put one entry, load what was put"""
    config = stage.configure("own", [])
    for size in (180, 10_000, 100_000):
        stage.run(*stage.cache("load", config, f"blob-{size}", size, 0))
        blob = stage.state(config, f"blob-{size}")["blob"]
        measured = stage.measure({
            "save": stage.cache("save", config, f"save-{size}", size, 0),
            "write": stage.publish(blob, os.path.dirname(blob)),
            "load": stage.cache("load", config, f"load-{size}", size, 0),
            "floor": stage.floor("no", blob, os.devnull),
            "put": stage.cache("put", config, f"put-{size}", size, 0),
            "load after 200 put": stage.cache("load", config, f"added-{size}", size, 200),
        }, ("load", "floor"))
        what = f"a host's own cache of {size:,}"
        yield compare(f"{what}: load, by floor", measured, "load", "floor")
        yield compare(f"{what}: save, by writing its blob", measured, "save", "write")
        yield compare(f"{what}: put one entry, by writing its blob", measured, "put", "write")
        yield compare(f"{what}: load after 200 were put, by load", measured, "load after 200 put", "load")


CASES = {name[5:]: function for name, function in [*globals().items(), *vars(scans).items()] if name.startswith("case_")}
