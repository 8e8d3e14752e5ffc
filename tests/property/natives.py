# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Small shared objects, compiled once: libraries with debug information in each place that it can be in, and plug-ins."""
import os
import pathlib
import subprocess

LIBRARY = r"""
struct point { double x, y; };
double %(name)s_length(const struct point *point, int power);
double %(name)s_length(const struct point *point, int power) { return point->x * power; }
int common_count(const char *text, unsigned long %(name)s_size);
int common_count(const char *text, unsigned long %(name)s_size) { return text[%(name)s_size]; }
"""

# Of the fixtures of tests/modules/plugins: what each exports.
PLUGINS = {
    "gconv": ["-DFIRST=gconv"], "gconv-twice": ["-DFIRST=gconv", "-DSECOND=gconv_init"], "empty": [],
    "nss-one": ["-DFIRST=_nss_one_getpwnam_r"], "nss-two": ["-DFIRST=_nss_two_getpwnam_r"],
    "lv2": ["-DFIRST=lv2_descriptor"], "lv2-both": ["-DFIRST=lv2_lib_descriptor", "-DSECOND=lv2ui_descriptor"],
    "python-one": ["-DFIRST=PyInit_one"], "python-two": ["-DFIRST=PyInit_two"],
}


def run(*arguments):
    subprocess.run([str(argument) for argument in arguments], check=True)


def compile_library(cc, folder, name, number):
    """NAME.so with its debug information, NAME-split.so and NAME.debug by build-id, NAME-link.so and its debug file."""
    source = folder / (name + ".c")
    source.write_text(LIBRARY % {"name": name})
    flags = ["-shared", "-fPIC", "-g", "-O0", "-w", "-Wl,-soname,libthing.so.1", source, "-o"]
    build_id = f"ab{number:02x}000000000000"
    run(cc, f"-Wl,--build-id=0x{build_id}", *flags, folder / f"{name}.so")
    run("objcopy", "--only-keep-debug", folder / f"{name}.so", folder / f"{name}.debug")
    run("objcopy", "--strip-debug", folder / f"{name}.so", folder / f"{name}-split.so")
    linked = folder / name
    linked.mkdir(exist_ok=True)
    run(cc, "-Wl,--build-id=none", *flags, linked / "whole.so")
    run("objcopy", "--only-keep-debug", linked / "whole.so", linked / "thing.debug")
    run("objcopy", "--strip-debug", f"--add-gnu-debuglink={linked / 'thing.debug'}", linked / "whole.so",
        folder / f"{name}-link.so")
    os.rename(linked / "thing.debug", folder / f"{name}-link.debug")


def compile_all(cc, fixtures, folder):
    folder = pathlib.Path(folder)
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(("one", "two")):
        compile_library(cc, folder, name, number)
    for name, flags in PLUGINS.items():
        run(cc, "-shared", "-fPIC", "-w", *flags, pathlib.Path(fixtures) / "symbols.c", "-o", folder / f"{name}.so")
    run(cc, "-shared", "-fPIC", "-w", pathlib.Path(fixtures) / "notes.c", "-o", folder / "qt6.so")
    (folder / "done").touch()


def contents(folder):
    """By the name of the file; those of libraries as NAME.so, NAME.debug and so on."""
    folder = pathlib.Path(folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".so", ".debug")}


def debug_path(number):
    """Where the debug file of library `number` is looked for, below a folder of debug files."""
    return f".build-id/ab/{number:02x}000000000000.debug"


def stamps(folder):
    """What stat() says of each file in the folder, links followed."""
    try:
        names = os.listdir(folder)
    except OSError:
        return None
    return {name: os.stat(folder / name) if os.path.exists(folder / name) else None for name in names}
