# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases; each yields rows."""

import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess

import scans
from rows import row, skipped
from stage import key, medians, ratio

MODES = ("yes", "dirs", "no")
SIZES = (180, 1_000, 10_000, 100_000)
JSON_MOST = 10_000  # beyond it a round of the JSON manager takes too long to be repeated often
TOGETHER = 64


def warm(stage, size, mode):
    config = stage.lines(size, mode)
    blob = stage.sources(config, "lines")
    contenders = {
        "muster": stage.host(config, "lines", key(size // 2)),
        "floor": stage.floor(mode, "all", *blob),
        "needed": stage.floor(mode, "needed", *blob),
    }
    if size <= JSON_MOST:
        contenders["json"] = stage.manager(mode, stage.json_cache(config, "lines"))
        contenders["all entries"] = stage.host(config, "lines", "-")
    times = stage.measure(contenders)
    middle = medians(times)
    what = f"get of {size:,}, check_mtimes = {mode}"
    yield row(f"{what}: by floor", ratio(times, "muster", "floor"), most=1.15, times=middle)
    yield row(f"{what}: by floor of what one key needs", ratio(times, "muster", "needed"))
    if "json" in times:
        faster = (9 if mode == "yes" else 100) if size == 10_000 else None
        yield row(f"{what}: JSON manager by it", ratio(times, "json", "muster"), least=faster)
        yield row(f"{what}: JSON manager by it, all entries", ratio(times, "json", "all entries"))


def case_warm(stage, _):
    """warm get, by size and check_mtimes, against floor and JSON manager"""
    for size in SIZES:
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
    times = stage.measure({
        "muster": stage.host(config, *pairs),
        "floor": stage.floor("yes", "all", *blobs),
        "json": stage.manager("yes", *files),
    })
    what = f"stock registries ({', '.join(pairs[::2])})"
    yield row(f"{what}: JSON manager by it", ratio(times, "json", "muster"), least=50, times=medians(times))
    yield row(f"{what}: by floor", ratio(times, "muster", "floor"))


def case_key(stage, _):
    """one key of 100,000 against one key of 100, unchecked, whole process"""
    words = [stage.muster, "-c"]
    times = stage.measure({
        "muster": stage.process(*words, stage.lines(100_000, "no"), "show", "lines", key(50_000)),
        "of 100": stage.process(*words, stage.lines(100, "no"), "show", "lines", key(50)),
    })
    yield row("show one key of 100,000: by one of 100", ratio(times, "muster", "of 100"), most=1.3, times=medians(times))


def case_show(stage, _):
    """muster show, warm, whole process, against /bin/true"""
    config = stage.lines(180)
    times = stage.measure({
        "muster": stage.process(stage.muster, "-c", config, "show", "lines", key(90)),
        "true": stage.process("/bin/true"),
    })
    over = sorted(a - b for a, b in zip(times["muster"], times["true"]))[stage.rounds // 2] / 1e6
    yield row("show of 180, whole process: over /bin/true", over, "ms", most=2, times=medians(times))


def changed(stage, where, place):
    store = os.path.join(where, "store-changed")
    config = stage.lines(10_000, below=where, store=store)
    blob = stage.state(config, "lines")["blob"]
    file = os.path.join(stage.tree(10_000, where), "42", key(4242) + ".lines")
    times = {"changed": [], "check": [], "write": []}
    for _ in range(stage.rounds):  # the check must not meet the change: it is made fresh and no longer racy before
        times["changed"].append(int(stage.run(*stage.refresh(config, file)).split()[0]))
        stage.run("/bin/sleep", "0.1")
        stage.scan(config, "lines")
        times["check"].append(int(stage.run(*stage.refresh(config, "-")).split()[0]))
        times["write"].append(int(stage.run(*stage.publish(blob, os.path.dirname(blob))).split()[0]))
    yield row(f"one changed of 10,000 ({place}): by check and write", ratio(times, "changed", "check", "write"),
              most=1.3, times=medians(times))


def case_changed(stage, _):
    """one changed source of 10,000, on disk and in memory"""
    yield from changed(stage, os.path.join(stage.folder, "changed"), "on disk")
    memory = os.path.join("/dev/shm", os.path.basename(stage.folder))
    if not os.access("/dev/shm", os.W_OK):
        yield skipped("one changed of 10,000 (in memory)", "/dev/shm cannot be written to")
        return
    os.makedirs(memory)
    try:
        yield from changed(stage, memory, "in memory")
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
        times = stage.measure({
            "save": stage.cache("save", config, f"save-{size}", size, 0),
            "write": stage.publish(blob, os.path.dirname(blob)),
            "load": stage.cache("load", config, f"load-{size}", size, 0),
            "floor": stage.floor("no", "all", blob, os.devnull),
            "put": stage.cache("put", config, f"put-{size}", size, 0),
            "load after 200 put": stage.cache("load", config, f"added-{size}", size, 200),
        })
        what = f"a host's own cache of {size:,}"
        yield row(f"{what}: save, by writing its blob", ratio(times, "save", "write"), times=medians(times))
        yield row(f"{what}: load, by floor", ratio(times, "load", "floor"))
        yield row(f"{what}: put one entry, by writing its blob", ratio(times, "put", "write"))
        yield row(f"{what}: load after 200 were put, by load", ratio(times, "load after 200 put", "load"))


CASES = {name[5:]: function for name, function in [*globals().items(), *vars(scans).items()] if name.startswith("case_")}
