# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases of discoveries."""

import glob
import itertools
import json
import os
import shutil
import time

from rows import row, skipped
from stage import key, medians, ratio


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
