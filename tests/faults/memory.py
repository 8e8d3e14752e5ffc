#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A limit that is reached is told and never makes an answer smaller.

memory.py BUILD SOURCE MODULE...: for each stock module, a small tree is discovered while allocation N of the discoverer
is refused (once, and from N on), while it has less and less address space, and while it has few descriptors. Each run
gives all that a run without a fault gives, or fails and says why; the next run without the fault gives all of it.

MUSTER_EVERY=1 refuses every allocation and not a sample; MUSTER_SECONDS is how long a sample goes on for each module;
MUSTER_SEED chooses it. REFUSE=N with REFUSE_ALL=1 or without repeats one case.
"""
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

BUILD, SOURCE = sys.argv[1:3]
EVERY = 'MUSTER_EVERY' in os.environ
SECONDS = float(os.environ.get('MUSTER_SECONDS', '5'))
SEED = os.environ.get('MUSTER_SEED', '1')
# CPython and the linker do not always say why they could not start; that they did not is told.
TOLD = re.compile(r'memory|limit|killed by signal|exit\(\d+\) before there was a result|the worker is gone|The module failed|Too many open files')


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def copy(source, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shutil.copy(source, path)


def colormaps(tree):
    for name in ('presets.json', 'palettes.json', 'small.svg', 'curves.py', '_cm_tables.py', 'categories.cpt', 'blend.ggr',
                 'named.gpl', 'bytes.rgb', 'contours.json', 'icon.svg', 'knots.sao', 'value-rules'):
        copy(f'{SOURCE}/tests/fixtures/colormaps/{name}', f'{tree}/{name}')
    return f'[colormaps]\npaths = {tree}\n'


def plugins(tree):
    for name in ('qt5', 'qt6', 'nss', 'linked', 'lv2', 'apache'):
        copy(f'{BUILD}/tests/modules/plugins/{name}.so', f'{tree}/plug/lib{name}.so')
    write(f'{tree}/plug/manifest.ttl', '@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n'
          '<urn:one> a lv2:Plugin ; lv2:binary <liblv2.so> .\n<urn:two> a lv2:Plugin ; lv2:binary <liblv2.so> .\n')
    shutil.copytree(f'{SOURCE}/tests/modules/plugins/fixtures/packages', f'{tree}/packages')
    write(f'{tree}/packages/one-1.dist-info/entry_points.txt', '[group]\none = one:f\ntwo = one:g\n')
    write(f'{tree}/packages/one-1.dist-info/METADATA', 'Name: one\nVersion: 1\n')
    return (f'[plugins]\npaths = {tree}\n'
            '[plugins:any]\nfolders = /plug\nsymbol = .*\n'
            '[plugins:lv2]\nfolders = /plug\nsymbol = lv2_descriptor\nmanifest = manifest.ttl\n'
            '[plugins:apache]\nfolders = /plug\nsymbol = fixture_module\nmagic = 0x41503234 40 24\n'
            '[plugins:points]\nreader = entry-points\nfolders = /packages\ndepth = 2\nfiles = entry_points.txt\n'
            '[plugins:classes]\nreader = python-classes\nfolders = /packages\ndepth = 0\nfiles = *.py\n')


def packages(tree):
    shutil.copytree(f'{SOURCE}/tests/modules/readers/packages', f'{tree}/packages')
    copy(f'{BUILD}/tests/modules/readers/odd_types.so', f'{tree}/libraries/libodd.so.1')


def functions(tree):
    packages(tree)
    write(f'{tree}/packages/zoo-3.dist-info/METADATA', 'Name: zoo\nVersion: 3\n')
    write(f'{tree}/packages/zoo-3.dist-info/RECORD', 'zoo/__init__.py,,\n')
    write(f'{tree}/dpkg/status', 'Package: libodd1\nStatus: install ok installed\nArchitecture: all\nVersion: 4.5\n\n')
    write(f'{tree}/dpkg/info/libodd1.shlibs', 'libodd 1 libodd1\n')
    write(f'{tree}/dpkg/info/libodd1.list', f'/.\n{tree}/libraries/libodd.so.1\n')
    return (f'[functions]\npaths = {tree}/libraries\npackages = {tree}/packages\ndpkg = {tree}/dpkg\n'
            '[functions:ints]\ncontract = INTS\ntakes = .*int.*\n[functions:marked]\ncontract = MARKED\nattribute = .*\n')


def signatures(tree):
    packages(tree)
    return f'[signatures]\npaths = {tree}/packages\nlibraries = {tree}/libraries\n'


def components(tree):
    plate = {'plate': {'rows': [{'name': 'A'}], 'columns': [{'name': '1'}],
                       'wells': [{'path': 'A/1', 'rowIndex': 0, 'columnIndex': 0}]}}
    images = [{'path': 'a-site-with-quite-a-long-name-0', 'acquisition': 1},
              {'path': 'a-site-with-a-name-that-is-longer-than-a-buffer-of-its-reader', 'acquisition': 2}]
    scales = {'multiscales': [{'axes': [{'name': name} for name in 'tczyx'], 'datasets': [{'path': '0'}]}],
              'omero': {'channels': [{'label': 'DAPI, which stains what there is of it'}, {'label': 'GFP'}]}}
    first = f'{tree}/plate.zarr/A/1/{images[0]["path"]}'
    write(f'{tree}/plate.zarr/.zattrs', json.dumps(plate))
    write(f'{tree}/plate.zarr/A/1/.zattrs', json.dumps({'well': {'images': images}}))
    write(f'{first}/.zattrs', json.dumps(scales))
    write(f'{first}/0/.zarray', json.dumps({'shape': [1, 2, 5, 64, 64]}))
    entries = ''
    for site in range(1, 4):
        name = f'r01c02f{site:02}p01-ch1sk1fk1fl1.tiff'
        write(f'{tree}/harmony/{name}', '')
        entries += (f'<Image><URL>{name}</URL><Row>1</Row><Col>2</Col><FieldID>{site}</FieldID><PlaneID>1</PlaneID>'
                    '<ChannelID>1</ChannelID><ChannelName>DAPI</ChannelName></Image>')
    write(f'{tree}/harmony/Index.idx.xml', f'<Data><Images>{entries}</Images></Data>')
    for site in (1, 2, 4):
        write(f'{tree}/names/plate_B03_s{site}_w1.tif', '')
    with open(f'{SOURCE}/config/conf.d/components.conf', encoding='utf-8') as file:
        conventions = file.read()
    return f'[components]\npaths = {tree}\n{conventions}'


TREES = {made.__name__: made for made in (colormaps, plugins, functions, signatures, components)}


class Case:
    """A module with its tree, and the right answer."""

    def __init__(self, module, folder):
        self.module, self.folder = module, folder
        os.makedirs(f'{folder}/modules')
        copy(f'{BUILD}/modules/{module}/{module}.so', f'{folder}/modules/{module}.so')
        worker = f'{folder}/worker'
        write(worker, f'#!/bin/sh\n. {folder}/fault\nexec {BUILD}/core/muster-worker "$@"\n')
        os.chmod(worker, 0o755)
        self.fault('')
        write(f'{folder}/muster.conf', f'[muster]\nmodules = {folder}/modules\nstore = {folder}/store\n'
              f'system_store = {folder}/store\nworker = {worker}\n{TREES[module](folder + "/tree")}')
        self.right = self.run()
        if self.right[0] != 0 or not json.loads(self.right[1]):
            sys.exit(f'{module}: no answer without a fault: {self.right}')
        self.clear()
        self.bad = self.failed = self.good = 0

    def fault(self, text):
        write(f'{self.folder}/fault', text)

    def clear(self):
        shutil.rmtree(f'{self.folder}/store', ignore_errors=True)

    def muster(self, *arguments, limit=None):
        done = subprocess.run([f'{BUILD}/core/cli/muster', *arguments], capture_output=True, text=True, check=False, timeout=120,
                              env={**os.environ, 'MUSTER_CONFIG': f'{self.folder}/muster.conf'},
                              preexec_fn=limit and (lambda: resource.setrlimit(*limit)))
        return done.returncode, done.stdout, done.stderr

    def run(self, *arguments, limit=None):
        """Status, entries and findings, messages."""
        status, entries, errors = self.muster('list', self.module, '--json', *arguments, limit=limit)
        findings = ''
        if status == 0:
            findings = json.dumps(find(self.muster('explain', self.module, '--json')[1]))
        return status, entries, findings, errors

    def judge(self, name, result):
        status, entries, findings, errors = result
        if status == 0 and (entries, findings) == self.right[1:3]:
            self.good += 1
        elif status == 0:
            self.complain(f'{name}: another answer: {difference(self.right, result)}')
        elif not TOLD.search(errors):
            self.complain(f'{name}: fails and does not say why: {errors.strip()}')
        else:
            self.failed += 1

    def next(self, name):
        """Without the fault it is all there."""
        self.fault('')
        self.muster('scan', '--retry', self.module)
        if self.run()[:3] != self.right[:3]:
            self.complain(f'{name}: another answer afterwards')

    def complain(self, text):
        self.bad += 1
        print(f'{self.module}: {text}', flush=True)


def find(text):
    """The findings in what explain says."""
    try:
        state = json.loads(text)
    except ValueError:
        return text
    state = state[0] if isinstance(state, list) else state
    return state.get('findings', [])


def difference(right, wrong):
    """A few words on what differs."""
    try:
        here, there = json.loads(right[1]), json.loads(wrong[1])
    except ValueError as error:
        return str(error)
    if len(here) != len(there):
        return f'{len(there)} entries of {len(here)}; findings {wrong[2][:300]}'
    for one, other in zip(here, there):
        if one != other:
            keys = [key for key in {**one, **other} if one.get(key) != other.get(key)] if isinstance(one, dict) else one
            return f'{one.get("key")}: {keys}'
    return f'findings {wrong[2][:300]} and not {right[2][:300]}'


def refuse(case, number, is_for_good):
    marker = f'{case.folder}/refused'
    if os.path.exists(marker):
        os.unlink(marker)
    case.clear()
    case.fault(f'export LD_PRELOAD={BUILD}/tests/faults/libfaults-refuse.so REFUSE={number} REFUSED={marker}'
               f'{" REFUSE_ALL=1" if is_for_good else ""}\n')
    name = f'allocation {number}{" and all later ones" if is_for_good else ""}'
    case.judge(name, case.run())
    return os.path.exists(marker)


def count(case):
    case.clear()
    case.fault(f'export LD_PRELOAD={BUILD}/tests/faults/libfaults-refuse.so REFUSE=-1 COUNT={case.folder}/count\n')
    case.run()
    with open(f'{case.folder}/count', encoding='utf-8') as file:
        return int(file.read())


def allocations(case):
    total = count(case)
    cases = [(number, is_for_good) for number in range(total) for is_for_good in (False, True)]
    if not EVERY:
        random.Random(SEED).shuffle(cases)
    end, done = time.monotonic() + SECONDS, 0
    for number, is_for_good in cases:
        if not EVERY and time.monotonic() > end:
            break
        refuse(case, number, is_for_good)
        done += 1
        if EVERY or done % 10 == 0:
            case.next(f'allocation {number}')
    return f'{done} of {2 * total} allocations refused'


def address_space(case):
    """From too little to start to enough."""
    done, size = 0, 4
    while size < 400:
        case.clear()
        case.fault('')
        case.judge(f'memory_limit {size} M', case.run('-o', f'muster.memory_limit={size}M'))
        if done % 5 == 0:
            case.next(f'memory_limit {size} M')
        size = size + 1 if EVERY else int(size * 1.15) + 1
        done += 1
    return f'{done} limits of memory'


def descriptors(case):
    done = 0
    for limit in range(4, 24, 1 if EVERY else 2):
        case.clear()
        case.fault(f'ulimit -n {limit}\n')
        case.judge(f'{limit} descriptors of the worker', case.run())
        case.clear()
        case.fault('')
        case.judge(f'{limit} descriptors of muster', case.run(limit=(resource.RLIMIT_NOFILE, (limit, limit))))
        if case.module == 'components':
            case.clear()
            case.judge(f'{limit} descriptors without a worker', case.run(
                '-o', 'muster.isolation=none', limit=(resource.RLIMIT_NOFILE, (limit, limit))))
        done += 1
    case.next('few descriptors')
    return f'{done} limits of descriptors'


def examine(module):
    with tempfile.TemporaryDirectory(prefix='muster-memory.') as folder:
        os.chmod(folder, 0o755)
        case = Case(module, folder)
        if 'REFUSE' in os.environ:
            refuse(case, int(os.environ['REFUSE']), 'REFUSE_ALL' in os.environ)
            case.next('that')
            return case.bad
        told = [allocations(case), address_space(case), descriptors(case)]
        print(f'{module}: {", ".join(told)}; {case.good} gave all, {case.failed} failed and said so, {case.bad} wrong',
              flush=True)
        return case.bad


if __name__ == '__main__':
    os.umask(0o22)
    sys.exit(1 if sum(examine(module) for module in sys.argv[3:]) else 0)
