#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds the module `signatures` against inspect.signature of packages that are installed.

    ground_truth.py MUSTER [--functions SHARE] MODULE...

For each public callable of each Python MODULE that inspect can see: the same parameters, of the same kinds, with a
default or without, and every default that is marked literal equal to the real one. With --functions only functions
count, and SHARE of them must be equal. Prints one line a module and what differs.
Exit 0: all equal; 1: not so; 77: no module could be imported.
"""
import argparse
import ast
import importlib
import inspect
import json
import subprocess
import sys
import warnings

KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional_only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional_or_keyword",
    inspect.Parameter.VAR_POSITIONAL: "var_positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword_only",
    inspect.Parameter.VAR_KEYWORD: "var_keyword",
}


def public(module):
    """The names that the module offers."""
    names = getattr(module, "__all__", None)
    return sorted(names if names is not None else (name for name in dir(module) if not name.startswith("_")))


def callables(module, functions):
    """Name and signature of what is public, written in Python and callable."""
    for name in public(module):
        value = getattr(module, name, None)
        if not callable(value) or inspect.isbuiltin(value) or (functions and not inspect.isfunction(value)):
            continue
        home = getattr(value, "__module__", None) or ""
        if home.split(".")[0] != module.__name__.split(".")[0]:
            continue
        try:
            yield name, inspect.signature(value)
        except (TypeError, ValueError):
            pass


def equal(value, text):
    """Whether the real default is what the source says."""
    try:
        written = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    return value is written or (type(value) is type(written) and (value == written or value != value))


def differences(signature, entry):
    """What is wrong with the entry, in words."""
    real = list(signature.parameters.values())
    found = entry["parameters"] or []
    if [(p.name, KINDS[p.kind]) for p in real] != [(p["name"], p["kind"]) for p in found]:
        return f"({', '.join(p['name'] for p in found)}) is not {signature}"
    for parameter, said in zip(real, found):
        has_default = parameter.default is not inspect.Parameter.empty
        if has_default != (said["default"] is not None):
            return f"{parameter.name}: a default or not"
        if said["literal"] and not equal(parameter.default, said["default"]):
            return f"{parameter.name}: {said['default']} is not {parameter.default!r}"
    return None


def check(muster, name, functions):
    """How many of the module's callables are as inspect has them, and how many there are; 0, 0 where it is not there."""
    try:
        module = importlib.import_module(name)
        expected = list(callables(module, functions))
    except ImportError as error:
        print(f"{name}: left out: {error}")
        return 0, 0
    folder = module.__file__.split("/" + name.split(".")[0] + "/")[0].removesuffix("/" + name + ".py")
    options = ["-o", f"signatures.paths={folder}", "-o", f"signatures.targets={name}"]
    text = subprocess.run([muster, *options, "list", "signatures", "--json"], stdout=subprocess.PIPE, check=True)
    entries = {entry["key"]: entry for entry in json.loads(text.stdout)}
    equals = 0
    for attribute, signature in expected:
        entry = entries.get(f"{name}.{attribute}")
        trouble = "not found" if entry is None else differences(signature, entry)
        equals += trouble is None
        if trouble:
            print(f"  {name}.{attribute}: {trouble}")
    print(f"{name}: {equals} of {len(expected)}")
    return equals, len(expected)


def main():
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("muster")
    parser.add_argument("--functions", type=float, metavar="SHARE")
    parser.add_argument("modules", nargs="+")
    arguments = parser.parse_args()
    counts = [check(arguments.muster, name, arguments.functions is not None) for name in arguments.modules]
    equals, expected = map(sum, zip(*counts))
    print(f"all: {equals} of {expected}")
    if expected == 0:
        sys.exit(77)
    sys.exit(equals < expected * (arguments.functions or 1))


main()
