# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases. Each yields rows: what was compared, the ratio or amount, the target, and the times it came from."""

import concurrent.futures
import glob
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import time

from stage import medians, ratio

MODES = ("yes", "dirs", "no")
SIZES = (180, 1_000, 10_000, 100_000)
JSON_MOST = 10_000  # beyond it a round of the JSON manager takes too long to be repeated often
TOGETHER = 64


def row(what, value, unit="×", most=None, least=None, times=None, note=""):
    target = f"≤ {most:g}" if most is not None else f"≥ {least:g}" if least is not None else ""
    reached = value <= most if most is not None else value >= least if least is not None else None
    return {"what": what, "value": value, "unit": unit, "target": target, "reached": reached, "times_ns": times or {},
            "note": note}


def skipped(what, why):
    return {"what": what, "skipped": why}


def key(number):
    return f"file-{number:07d}"


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


def case_cold(stage, arguments):
    """cold, per plug-in file, against gst-inspect-1.0 with an empty registry"""
    inspect = shutil.which("gst-inspect-1.0")
    folders = arguments.plugins or glob.glob("/usr/lib/*/gstreamer-1.0")
    files = [file for folder in folders for file in glob.glob(os.path.join(folder, "*.so"))]
    if "plugins" not in stage.stock() or not files:
        yield skipped("cold plug-ins", "no module plugins, or no plug-ins of GStreamer here")
        return
    config = stage.configure("cold", ["[plugins:gstreamer]", "folders = " + " ".join(folders),
                                      r"symbol = gst_plugin_\w+_get_desc"])
    muster = [stage.muster, "-q", "-c", config]
    contenders = {"muster": stage.process(*muster, "clear", "plugins", "--", *muster, "scan", "plugins")}
    if inspect:
        registry = os.path.join(stage.folder, "gst-registry")
        contenders["gst"] = stage.process(
            "/bin/rm", "-f", registry, "--", "/usr/bin/env", "GST_PLUGIN_SYSTEM_PATH_1_0=" + ":".join(folders),
            "GST_REGISTRY=" + registry, inspect)
    times = stage.measure(contenders)
    middle = medians(times)
    yield row(f"cold scan of {len(files)} plug-in files: each", middle["muster"] / len(files) / 1e3, "µs", times=middle)
    what = "cold scan of plug-in files: gst-inspect-1.0 by it"
    if inspect:
        yield row(what, ratio(times, "gst", "muster"), least=30)
    else:
        yield skipped(what, "gst-inspect-1.0 is not installed")


def case_signatures(stage, _):
    """cold signatures of Python packages against griffe, both on one core"""
    griffe, taskset = shutil.which("griffe"), shutil.which("taskset")
    if "signatures" not in stage.stock():
        yield skipped("cold signatures", "no module signatures in this build")
        return
    for package in ("skimage", "scipy"):
        folder = f"/usr/lib/python3/dist-packages/{package}"
        what = f"cold signatures of {package}"
        if not os.path.isdir(folder) or not taskset:
            yield skipped(what, "the package is not installed" if taskset else "taskset is not installed")
            continue
        config = stage.configure(f"signatures-{package}", ["[signatures]", f"paths = {folder}"])
        muster = [stage.muster, "-q", "-c", config]
        contenders = {"muster": stage.process(taskset, "-c", "0", *muster, "clear", "signatures", "--", taskset, "-c", "0",
                                              *muster, "scan", "signatures")}
        if griffe:
            contenders["griffe"] = stage.process(taskset, "-c", "0", "/usr/bin/python3", griffe, "dump", "-s",
                                                 os.path.dirname(folder), "-L", "critical", "-o", "/dev/null", package)
        times = stage.measure(contenders)
        if griffe:
            yield row(f"{what}: griffe by it", ratio(times, "griffe", "muster"), least=5, times=medians(times))
        else:
            yield row(what, medians(times)["muster"] / 1e6, "ms", note="griffe is not installed")


def case_jobs(stage, _):
    """cold signatures in one process, by a process for each core"""
    folder = "/usr/lib/python3/dist-packages/scipy"
    what = f"cold signatures of scipy: one process by {os.cpu_count()}"
    if "signatures" not in stage.stock() or not os.path.isdir(folder) or os.cpu_count() < 2:
        yield skipped(what, "no module signatures, no scipy, or one core")
        return
    config = stage.configure("jobs", ["[signatures]", f"paths = {folder}"])
    muster = [stage.muster, "-q", "-c", config]
    contenders = {jobs: stage.process(*muster, "clear", "signatures", "--", *muster, "-o", f"muster.jobs={jobs}", "scan",
                                      "signatures") for jobs in ("1", "0")}
    times = stage.measure(contenders)
    yield row(what, ratio(times, "1", "0"), times={"one": medians(times)["1"], "all": medians(times)["0"]})


def case_native(stage, _):
    """cold functions of a library with debug information, against nm and pfunct"""
    libraries = glob.glob("/usr/lib/*/libgsl.so.27")
    what = "cold functions of libgsl"
    if "functions" not in stage.stock() or not libraries or not os.path.isdir("/usr/lib/debug/.build-id"):
        yield skipped(what, "no module functions, or libgsl27 and libgsl-dbg are not installed")
        return
    config = stage.configure("native", ["[functions]", f"paths = {libraries[0]}"])
    muster = [stage.muster, "-q", "-c", config]
    contenders = {"muster": stage.process(*muster, "clear", "functions", "--", *muster, "scan", "functions"),
                  "nm": stage.process("/usr/bin/nm", "-D", "--defined-only", libraries[0])}
    pfunct, debug = shutil.which("pfunct"), stage.debug_file(libraries[0])
    if pfunct and debug:
        contenders["pfunct"] = stage.process(pfunct, "--prototypes", debug)
    times = stage.measure(contenders)
    yield row(f"{what}: by nm -D", ratio(times, "muster", "nm"), times=medians(times))
    if "pfunct" in times:
        yield row(f"{what}: pfunct by it", ratio(times, "pfunct", "muster"))
    else:
        yield skipped(f"{what}: pfunct by it", "pfunct (dwarves) or libgsl-dbg is not installed")


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


def case_million(stage, arguments):
    """1,000,000 sources and entries: time and peak memory (with --million)"""
    if not arguments.million:
        yield skipped("1,000,000 entries", "only with --million: it makes 1.1 million files")
        return
    times = {}
    for size in (100_000, 1_000_000):
        stage.tree(size)
        config = stage.configure(f"million-{size}", ["[lines]", "paths = " + stage.tree(size), "memory_limit = 0",
                                                     "timeout = 10m"])
        scan = stage.run(stage.program("bench-timer"), "0", stage.muster, "-q", "-c", config, "scan", "lines").split()
        times[f"scan of {size:,}"], peak = int(scan[0]), int(scan[3])
        get = stage.host(config, "lines", key(size // 2))
        times[f"get of {size:,}"] = int(stage.run(*get).split()[0])
        look_up = int(stage.run(*get).split()[2])
    yield row("scan of 1,000,000: by ten of 100,000", times["scan of 1,000,000"] / times["scan of 100,000"] / 10,
              times=times)
    yield row("get of 1,000,000: by ten of 100,000", times["get of 1,000,000"] / times["get of 100,000"] / 10)
    yield row("scan of 1,000,000: peak memory", peak / 1024, "MiB", most=300)
    yield row("look-up in 1,000,000: peak memory", look_up / 1024, "MiB", most=100)


def plate(stage):
    """384 wells of 9 sites, 5 channels and 20 planes, and a small plate beside; empty files."""
    root = os.path.join(stage.folder, "plates")
    for name, wells in (("large", 384), ("small", 2)):
        os.makedirs(os.path.join(root, name))
        for well, site, channel, plane in itertools.product(range(wells), range(1, 10), range(1, 6), range(1, 21)):
            letter = chr(ord("A") + well // 24)
            image = f"P_{letter}{well % 24 + 1:02d}_T0001F{site:03d}L01A01Z{plane:02d}C{channel:02d}.tif"
            os.close(os.open(os.path.join(root, name, image), os.O_CREAT | os.O_WRONLY, 0o644))
    time.sleep(0.1)
    return root


def case_plate(stage, _):
    """a plate of 345,600 images: time and peak memory of a scan, and of another after one image more"""
    if "components" not in stage.stock():
        yield skipped("plate of 345,600 images", "no module components in this build")
        return
    root = plate(stage)
    config = stage.configure("plate", [*stage.vendor_lines(), "[components]", f"paths = {root}"],
                             ["isolation = none"])
    words = [stage.program("bench-timer"), "0", stage.muster, "-q", "-c", config, "scan", "components"]
    first = stage.run(*words).split()
    with open(os.path.join(root, "small", "P_P24_T0001F001L01A01Z01C01.tif"), "w", encoding="utf-8"):
        pass
    small = stage.run(*words).split()
    with open(os.path.join(root, "large", "P_A01_T0002F001L01A01Z01C01.tif"), "w", encoding="utf-8"):
        pass
    outcome = json.loads(stage.run(stage.muster, "-c", config, "scan", "components", "--json"))[0]
    times = {"cold": int(first[0]), "one more in the small plate": int(small[0]),
             "one more in it": outcome["ms"] * 1e6}
    yield row("plate of 345,600 images: folders read again after one image more", outcome["changed"], "", most=1,
              times=times)
    yield row("plate of 345,600 images: peak memory", int(first[3]) / 1024, "MiB")


CASES = {name[5:]: function for name, function in list(globals().items()) if name.startswith("case_")}
