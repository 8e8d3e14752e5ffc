#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds the module `functions` against packages that are installed.

    installed.py MUSTER WORKER FUNCTIONS.so SIGNATURES.so MODULE...

For each Python MODULE: the same names as `signatures` has, among them all functions and classes that inspect sees in it;
those that have documentation at run time begin with the same words, and library and version are those of
importlib.metadata. Prints one line a module and what differs. Exit 0: all equal; 1: not so; 77: no module could be
imported.
"""
import importlib
import importlib.metadata
import inspect
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings


def offered(module):
    """What the module offers that is a function or class written in Python, of its own package; by name."""
    names = getattr(module, "__all__", None)
    found = {}
    for name in names if names is not None else (name for name in dir(module) if not name.startswith("_")):
        value = getattr(module, name, None)
        if (inspect.isfunction(value) or inspect.isclass(value)) and \
                value.__module__.split(".")[0] == module.__name__.split(".")[0]:
            found[name] = value
    return found


def distribution(package):
    """Its name, version, and the folder of its metadata."""
    for found in importlib.metadata.distributions():
        files = (found.read_text("top_level.txt") or "").split()
        if package in files or any(str(file).split("/")[0] == package for file in found.files or []):
            return found.metadata["Name"], found.version, str(found._path)
    return None, None, None


def entries(muster, registry, options, module):
    """Those of the registry that are the module's own names."""
    text = subprocess.run([muster, *options, "list", registry, "--json"], stdout=subprocess.PIPE, check=True)
    keys = {entry["key"]: entry for entry in json.loads(text.stdout)}
    return {key[len(module) + 1:]: entry for key, entry in keys.items()
            if key.startswith(module + ".") and "." not in key[len(module) + 1:] and entry["module"] == module}


def differences(name, value, entry, library, version):
    """What is wrong with the entry, in words."""
    if entry is None:
        return f"{name}: not found"
    if (entry["library"], entry["library_version"]) != (library, version):
        return f"{name}: of {entry['library']} {entry['library_version']}, not of {library} {version}"
    said, real = entry["summary"] or "", inspect.cleandoc(value.__doc__ or "").split("\n\n")[0].split()
    if said and real and said.split()[0] != real[0]:
        return f"{name}: {said!r} is not {value.__doc__!r}"
    return None


def check(muster, name):
    """How many of the module's names are right, and how many there are; 0, 0 where it is not there."""
    try:
        module = importlib.import_module(name)
        expected = offered(module)
    except ImportError as error:
        print(f"{name}: left out: {error}")
        return 0, 0
    package = name.split(".")[0]
    folder = os.path.dirname(importlib.import_module(package).__file__)
    library, version, metadata = distribution(package)
    found = entries(muster, "functions", ["-o", "functions.exclude=", "-o", "functions.paths=",
                                          "-o", f"functions.packages={folder} {metadata or ''}"], name)
    signed = entries(muster, "signatures", ["-o", f"signatures.paths={os.path.dirname(folder)}",
                                            "-o", f"signatures.targets={name}"], name)
    troubles = [differences(key, value, found.get(key), library, version) for key, value in expected.items()]
    troubles += [f"{key}: only in one of functions and signatures" for key in found.keys() ^ signed.keys()]
    troubles = [trouble for trouble in troubles if trouble]
    print(*(f"  {name}.{trouble}" for trouble in troubles), sep="\n", end="\n" if troubles else "")
    print(f"{name}: {len(found)} names, {len(expected)} of them known to inspect, {len(troubles)} wrong")
    return len(troubles), len(expected)


def main():
    warnings.simplefilter("ignore")
    muster, worker, *modules = map(os.path.abspath, sys.argv[1:5])
    with tempfile.TemporaryDirectory() as folder:
        os.umask(0o022)
        path = pathlib.Path(folder)
        (path / "modules").mkdir()
        for module in modules:
            shutil.copy(module, path / "modules")
        (path / "muster.conf").write_text(f"[muster]\nmodules = {path}/modules\nworker = {worker}\n"
                                          f"store = {path}/store\nsystem_store = {path}/store\n", encoding="utf-8")
        os.environ["MUSTER_CONFIG"] = str(path / "muster.conf")
        counts = [check(muster, name) for name in sys.argv[5:]]
    wrong, expected = map(sum, zip(*counts))
    if expected == 0:
        print("none of the packages is installed")
        sys.exit(77)
    sys.exit(wrong > 0)


main()
