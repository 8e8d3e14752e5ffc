#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A reader of blobs and journals, written by muster-blob(5) and nothing else, against what the command says of them.

blob.py MUSTER WORKER MODULE.so BENCH-CACHE

Exit 0: all is as the page says; 1: not so; 77: a library that the reader needs is not there."""

import json
import os
import struct
import subprocess
import sys
import tempfile

try:
    import msgpack
    import xxhash
    import zstandard
except ImportError as absent:
    print(f'skipped: {absent}')
    sys.exit(77)

SECTIONS = ('owners', 'facts', 'findings', 'sources', 'index', 'meta')
NONE = 0xffffffff


def digest(data: bytes) -> bytes:
    return xxhash.xxh3_128_digest(data)


def extension(code: int, data: bytes) -> list:
    """The list of lists of reals."""
    assert code == 1
    columns = data[0]
    reals = struct.unpack(f'>{(len(data) - 1) // 4}f', data[1:])
    rows = len(reals) // columns
    assert rows * columns == len(reals) and rows >= 4
    return [[reals[column * rows + row] for column in range(columns)] for row in range(rows)]


def unpack(data: bytes) -> list:
    unpacker = msgpack.Unpacker(raw=True, ext_hook=extension, strict_map_key=False)
    unpacker.feed(data)
    return [plain(value) for value in unpacker]


def plain(value):
    """Strings end in a NUL that counts; bytes have a type of their own, and are left out of the comparison."""
    if isinstance(value, bytes):
        return value[:-1].decode() if value.endswith(b'\0') else value
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {plain(key): plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def frame(stored: bytes, raw: int, hashed: bytes) -> bytes:
    parameters = zstandard.get_frame_parameters(stored)
    assert parameters.has_checksum and parameters.content_size == raw
    data = zstandard.ZstdDecompressor().decompress(stored)
    assert digest(data) == hashed
    return data


class Cursor:
    def __init__(self, data: bytes):
        self.data, self.place = data, 0

    def take(self, size: int) -> bytes:
        self.place += size
        assert self.place <= len(self.data)
        return self.data[self.place - size:self.place]

    def numbers(self, letter: str, count: int = 1) -> tuple:
        return struct.unpack(f'<{count}{letter}', self.take(count * struct.calcsize('<' + letter)))

    def name(self) -> str:
        name = self.take(self.data.index(b'\0', self.place) - self.place)
        self.take(1)
        return name.decode()


def sources(data: bytes) -> list:
    cursor = Cursor(data)
    count, = cursor.numbers('I')
    heads, parents, groups = (cursor.numbers('I', count) for _ in range(3))
    devices, inodes, sizes, modified, changed = (cursor.numbers('Q', count) for _ in range(5))
    hashes = [cursor.take(16) if head >> 8 & 1 else None for head in heads]
    names = [cursor.name() for _ in range(count)]
    assert cursor.place == len(data)
    found = []
    for i in range(count):
        assert parents[i] == NONE or parents[i] < i
        path = names[i] if parents[i] == NONE else os.path.join(found[parents[i]]['path'], names[i])
        total = [sum(column[:i + 1]) % 2 ** 64 for column in (inodes, modified, changed)]
        found.append({'path': path, 'kind': heads[i] & 0xff, 'group': groups[i], 'stamp': (devices[i], total[0], sizes[i],
                      total[1], total[2]), 'hash': hashes[i]})
    return found


def blocks(data: bytes, index: Cursor, cursor: Cursor, blocks_size: int) -> list:
    count, = index.numbers('I')
    entries, stored, raw = (index.numbers('I', count) for _ in range(3))
    hashes = [index.take(16) for _ in range(count)]
    firsts = [index.name() for _ in range(count)]
    assert index.place == len(index.data) and sum(stored) == blocks_size
    found = []
    for i in range(count):
        rows = unpack(frame(cursor.take(stored[i]), raw[i], hashes[i]))
        assert len(rows) == entries[i] and rows[0][0] == firsts[i]
        found += rows
    return found


def read_blob(path: str) -> tuple:
    """Meta, entries, sources, owners and identity."""
    with open(path, 'rb') as file:
        data = file.read()
    cursor = Cursor(data)
    assert cursor.take(8) == b'\x89MUSTER\n' and cursor.numbers('I') == (1,)
    flags, = cursor.numbers('I')
    size, blocks_size = cursor.numbers('Q', 2)
    records = [(*cursor.numbers('I', 2), cursor.take(16)) for _ in SECTIONS]
    behind, header = cursor.take(16), cursor.take(16)
    assert size == len(data) and digest(data[208:]) == behind and digest(data[:192]) == header
    sections, tail = {}, Cursor(data[208 + blocks_size:])
    for name, (stored, raw, hashed) in zip(SECTIONS, records):
        bytes_of = tail.take(stored)
        sections[name] = frame(bytes_of, raw, hashed) if not flags or name == 'meta' else b''
    assert tail.place == len(tail.data)
    meta, = unpack(sections['meta'])
    if flags == 1:
        return meta, [], [], (), header
    entries = blocks(data, Cursor(sections['index']), cursor, blocks_size)
    owners = struct.unpack(f'<{len(entries)}I', sections['owners'])
    return meta, entries, sources(sections['sources']), owners, header


def read_journal(path: str, identity: bytes) -> list:
    with open(path, 'rb') as file:
        cursor = Cursor(file.read())
    assert cursor.take(8) == b'\x89MUSTERJ' and cursor.numbers('I', 2) == (1, 0)
    assert cursor.take(16) == identity and cursor.take(16) == digest(cursor.data[:32])
    entries = []
    while cursor.place < len(cursor.data):
        check = struct.pack('<IQ', *struct.unpack('<I', cursor.data[cursor.place:cursor.place + 4]), cursor.place)
        size, = cursor.numbers('I')
        assert cursor.take(4) == digest(check)[:4]
        hashed, payload = cursor.take(16), Cursor(cursor.take(size))
        assert digest(payload.data) == hashed
        sources_size, findings = payload.numbers('I', 2)
        sources(payload.take(sources_size))
        entries += unpack(payload.data[payload.place:])[findings:]
    return entries


def check_module(muster, folder: str) -> None:
    """Entries, sources and counts are those that the command tells; real files have the stamps that are kept."""
    muster('scan')
    state = json.loads(muster('status', '--json'))[0]
    meta, entries, found, owners, _ = read_blob(state['blob'])
    fields = [field[0] for field in meta['fields']]
    listed = json.loads(muster('list', 'things', '--json'))
    assert len(entries) == len(listed) == meta['entries'] == state['entries'] > 0
    for row, entry in zip(entries, listed):
        values = dict(zip(['key', 'ordinal', 'number', *fields], row, strict=True))
        for name in ('key', 'text', 'size', 'small', 'parts', 'extra', 'never', 'ramp'):
            assert values[name] == entry[name], (name, values[name], entry[name])
        assert abs(values['share'] - entry['share']) < 1e-7
    assert len(found) == meta['sources'] == state['sources']
    for source in found:
        status = os.stat(source['path'])
        assert source['kind'] == (1 if os.path.isdir(source['path']) else 2)
        size = 0 if source['kind'] == 1 else status.st_size
        assert source['stamp'] == (status.st_dev, status.st_ino, size, status.st_mtime_ns, status.st_ctime_ns)
    for row, owner in zip(entries, owners):
        assert found[owner]['path'] == f'{folder}/things/{row[0].split("#")[0]}.thing'
    print(f'{len(entries)} entries, {len(found)} sources')


def check_failure(muster, folder: str) -> None:
    with open(f'{folder}/things/crash.thing', 'w', encoding='utf-8') as file:
        file.write('crash')
    muster('scan', fails=True)
    path, = (os.path.join(folder, 'store/things', name) for name in os.listdir(f'{folder}/store/things')
             if name.endswith('.failure'))
    failure = read_blob(path)[0]['failure']
    assert 'SIGABRT' in failure['reason'] and failure['attempts'] == 1 and failure['timeout'] == 60
    print(failure['reason'])


def check_journal(bench: str, folder: str) -> None:
    subprocess.run([bench, 'put', '1x', f'{folder}/muster.conf', 'page', '100', '7'], check=True, stdout=subprocess.DEVNULL)
    store = f'{folder}/store/page/'
    names = {os.path.splitext(name)[1]: store + name for name in os.listdir(store)}
    meta, entries, *_, identity = read_blob(names['.muster'])
    added = read_journal(names['.journal'], identity)
    assert meta['host']['format'] == 0 and meta['path'] == '' and len(entries) == 100
    assert [row[1:3] for row in added] == [[0, 1]] * 8 and {row[4] for row in added} == set(range(100, 108))
    print(f'{len(added)} entries in the journal')


def main(program: str, worker: str, module: str, bench: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ('modules', 'things', 'store'):
            os.mkdir(os.path.join(folder, name))
        subprocess.run(['cp', module, f'{folder}/modules/things.so'], check=True)
        for name, text in (('apple', 'red'), ('kit', 'kit'), ('plum', 'blue and sweet')):
            with open(f'{folder}/things/{name}.thing', 'w', encoding='utf-8') as file:
                file.write(text)
        with open(f'{folder}/muster.conf', 'w', encoding='utf-8') as file:
            file.write(f'[muster]\nmodules = {folder}/modules\nstore = {folder}/store\nsystem_store = {folder}/store\n'
                       f'worker = {worker}\n[things]\npaths = {folder}/things\n')

        def muster(*words: str, fails: bool = False) -> str:
            done = subprocess.run([program, '-c', f'{folder}/muster.conf', *words], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, check=False, text=True)
            assert fails == (done.returncode != 0)
            return done.stdout

        check_module(muster, folder)
        check_failure(muster, folder)
        check_journal(bench, folder)


os.umask(0o022)
main(*sys.argv[1:])
