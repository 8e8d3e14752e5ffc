# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cases of discoveries."""

import glob
import itertools
import json
import os
import shutil
import statistics
import time

from rows import compare, row, skipped
from stage import key


PACKAGES = "/usr/lib/python3/dist-packages"


def cold(stage, config, *modules, before=(), options=()):
    """A scan of @modules into an empty store, as a whole process."""
    muster = [*before, stage.muster, "-q", "-c", config]
    return stage.process(*muster, "clear", *modules, "--", *muster, *options, "scan", *modules)


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
    contenders = {"muster": cold(stage, config, "plugins")}
    if inspect:
        registry = os.path.join(stage.folder, "gst-registry")
        contenders["gst"] = stage.process(
            "/bin/rm", "-f", registry, "--", "/usr/bin/env", "GST_PLUGIN_SYSTEM_PATH_1_0=" + ":".join(folders),
            "GST_REGISTRY=" + registry, inspect)
    measured = stage.measure(contenders)
    each = statistics.median(measured["cpu"]["muster"]) / len(files) / 1e3
    yield row(f"cold scan of {len(files)} plug-in files: each", each, "µs")
    what = "cold scan of plug-in files: gst-inspect-1.0 by it"
    if inspect:
        yield compare(what, measured, "gst", "muster", least=30)
    else:
        yield skipped(what, "gst-inspect-1.0 is not installed")


def same_files(stage, package):
    """A package of nothing but the files that module signatures reads of it; the copy's folder."""
    config = stage.configure(f"files-{package}", ["[signatures]", f"paths = {PACKAGES}/{package}"])
    stage.scan(config, "signatures")
    copy = os.path.join(stage.folder, "same", package)
    with open(stage.sources(config, "signatures")[1], encoding="utf-8") as stream:
        files = [line[2:].rstrip("\n") for line in stream if line.startswith("f ") and line.endswith(".py\n")]
    for file in files:
        target = os.path.join(copy, os.path.relpath(file, f"{PACKAGES}/{package}"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(file, target)
    time.sleep(0.1)
    return copy


def signatures(stage, package):
    folder, griffe = same_files(stage, package), shutil.which("griffe")
    what = f"cold signatures of {package}, same files, one core"
    one_core = (shutil.which("taskset"), "-c", "0")
    config = stage.configure(f"signatures-{package}", ["[signatures]", f"paths = {folder}"])
    contenders = {"muster": cold(stage, config, "signatures", before=one_core)}
    if griffe:
        contenders["griffe"] = stage.process(*one_core, "/usr/bin/python3", griffe, "dump", "-X", "-s",
                                             os.path.dirname(folder), "-L", "critical", "-o", "/dev/null", package)
    measured = stage.measure(contenders)
    if griffe:
        yield compare(f"{what}: griffe by it", measured, "griffe", "muster", least=10)
    else:
        yield row(what, statistics.median(measured["cpu"]["muster"]) / 1e6, "ms")
        yield skipped(f"{what}: griffe by it", "griffe is not installed (apt install python3-griffe)")


def case_signatures(stage, _):
    """cold signatures of Python packages against griffe, both on one core and of the same files"""
    if "signatures" not in stage.stock() or not shutil.which("taskset"):
        yield skipped("cold signatures", "no module signatures in this build, or taskset is not installed")
        return
    for package in ("skimage", "scipy"):
        if os.path.isdir(f"{PACKAGES}/{package}"):
            yield from signatures(stage, package)
        else:
            yield skipped(f"cold signatures of {package}", "the package is not installed")


def python_of(folder):
    return ["[functions]", "paths =", f"packages = {folder}", "[signatures]", f"paths = {folder}"]


def case_python(stage, _):
    """cold functions and signatures together, of scipy and of all of dist-packages; all cores by one"""
    folder = f"{PACKAGES}/scipy"
    modules = ("functions", "signatures")
    if not set(modules) <= set(stage.stock()) or not os.path.isdir(folder):
        yield skipped("cold functions and signatures", "no scipy, or not both modules in this build")
        return
    config = stage.configure("scipy", python_of(folder))
    measured = stage.measure({"all": cold(stage, config, *modules),
                              "one": cold(stage, config, *modules, options=("-o", "muster.jobs=1"))})
    yield row("cold functions and signatures of scipy", statistics.median(measured["cpu"]["all"]) / 1e9, "s", most=1.5)
    yield compare("the same: one process by one for each core", measured, "one", "all")
    config = stage.configure("packages", python_of(PACKAGES))
    wall, cpu = stage.take(cold(stage, config, *modules), "1x")[:2]
    files = sum(int(stage.state(config, module)["sources"]) for module in modules)
    yield row(f"cold functions and signatures of dist-packages ({files:,} sources)", cpu / 1e9, "s", most=17,
              note=f"wall clock {wall / 1e9:.1f} s; 1 round")


def case_native(stage, _):
    """cold functions of a library with debug information, against nm and pfunct"""
    libraries = glob.glob("/usr/lib/*/libgsl.so.27")
    what = "cold functions of libgsl"
    if "functions" not in stage.stock() or not libraries or not os.path.isdir("/usr/lib/debug/.build-id"):
        yield skipped(what, "no module functions, or libgsl27 and libgsl-dbg are not installed")
        return
    config = stage.configure("native", ["[functions]", f"paths = {libraries[0]}", "packages ="])
    contenders = {"muster": cold(stage, config, "functions"),
                  "nm": stage.process("/usr/bin/nm", "-D", "--defined-only", libraries[0])}
    pfunct, debug = shutil.which("pfunct"), stage.debug_file(libraries[0])
    if pfunct and debug:
        contenders["pfunct"] = stage.process(pfunct, "--prototypes", debug)
    measured = stage.measure(contenders)
    yield compare(f"{what}: by nm -D", measured, "muster", "nm")
    if "pfunct" in contenders:
        yield compare(f"{what}: pfunct by it", measured, "pfunct", "muster")
    else:
        yield skipped(f"{what}: pfunct by it", "pfunct (dwarves) or libgsl-dbg is not installed")


def case_million(stage, arguments):
    """1,000,000 sources and entries: time and peak memory (with --million)"""
    if not arguments.million:
        yield skipped("1,000,000 entries", "only with --million: it makes 1.1 million files")
        return
    cpu = {}
    for size in (100_000, 1_000_000):
        config = stage.configure(f"million-{size}", ["[lines]", "paths = " + stage.tree(size), "memory_limit = 0",
                                                     "timeout = 10m"])
        scan = stage.take(stage.process(stage.muster, "-q", "-c", config, "scan", "lines"), "1x")
        get = stage.take(stage.host(config, "lines", key(size // 2)))
        cpu[f"scan of {size:,}"], cpu[f"get of {size:,}"] = scan[1], get[1]
    yield row("scan of 1,000,000: by ten of 100,000", cpu["scan of 1,000,000"] / cpu["scan of 100,000"] / 10, cpu_ns=cpu)
    yield row("get of 1,000,000: by ten of 100,000", cpu["get of 1,000,000"] / cpu["get of 100,000"] / 10)
    yield row("scan of 1,000,000: peak memory", scan[4] / 1024, "MiB", most=150)
    yield row("look-up in 1,000,000: peak memory", get[3] / 1024, "MiB", most=20)


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
    scan = stage.process(stage.muster, "-q", "-c", config, "scan", "components")
    first = stage.take(scan, "1x")
    with open(os.path.join(root, "small", "P_P24_T0001F001L01A01Z01C01.tif"), "w", encoding="utf-8"):
        pass
    small = stage.take(scan, "1x")
    with open(os.path.join(root, "large", "P_A01_T0002F001L01A01Z01C01.tif"), "w", encoding="utf-8"):
        pass
    outcome = json.loads(stage.run(stage.muster, "-c", config, "scan", "components", "--json"))[0]
    yield row("plate of 345,600 images: folders read again after one image more", outcome["changed"], "", most=1,
              cpu_ns={"cold": first[1], "one more in the small plate": small[1]},
              note=f"one more in the large one: {outcome['ms']:.0f} ms wall clock")
    yield row("plate of 345,600 images: peak memory", first[4] / 1024, "MiB")
