#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lets each system call of a scan fail with each error that it may meet, and looks at what comes of it.

errors.py MUSTER WORKER SHIM SAMPLES NATIVE.so MODULE.so... [--all] [--only EXPRESSION] [-v]

For each module, state of the store, user, kind of call and error, the scan runs once for each call of that kind that
concerns its files, its store, its module, its configuration or what goes to the worker and back. In that run this one
call fails (errors.c). Then the test asserts:

- The scan ends by itself, with status 0 or 1. If the status is 1, a message says why.
- If the error passes and is one path's (EIO, ESTALE), the scan found what is there, or it kept every entry of what did
  not change, said so, and `status` does not call the registry fresh.
- If the process had run out of something (EMFILE, ENFILE, ENOMEM), the scan found what is there, or it failed with that
  reason and left the old blob as it was.
- An error in the store changes no answer. The store then has the old blob or the new one, whole, and no file besides.
- The next scan, in which nothing fails, gives what a scan into an empty store gives. (EACCES on a file of the scan is a
  fact, and only a change of that file undoes it. There, the test asks `scan --force`.)

Some paths stay dead for three scans, and then heal.

By default the test draws a part of the calls, the same each time: about a minute on two processors. With --all, or with
MUSTER_FAULTS=all, it leaves none out. Exit 0: all of that holds; 1: not so; 77: the shim cannot be used here."""

import argparse
import collections
import concurrent.futures
import errno
import itertools
import os
import pwd
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True

from errors_scene import CALLS, Plan, Run, Scene, module_of  # noqa: E402

PASSING = ('EIO', 'ESTALE')
EXHAUSTED = ('EMFILE', 'ENFILE', 'ENOMEM')
ERRORS = {
    'open': ('EIO', 'ESTALE', 'EMFILE', 'ENFILE', 'ENOMEM', 'EACCES'),
    'read': ('EIO', 'ESTALE', 'ENOMEM'),
    'stat': ('EIO', 'ESTALE', 'ENOMEM', 'EACCES'),
    'list': ('EIO', 'ESTALE', 'ENOMEM'),
    'write': ('ENOSPC', 'EIO'),
    'sync': ('EIO', 'ENOSPC'),
    'name': ('EIO', 'ENOSPC', 'EACCES'),
    'make': ('EIO', 'ENOSPC', 'EACCES'),
}


# ---- one trial -------------------------------------------------------------------------------------------------------

class Trial:
    def __init__(self, scene: Scene, call: str, error: str, number: int, function: str, path: str):
        self.scene, self.call, self.error, self.number = scene, call, error, number
        self.function, self.path = function, path
        self.hit = False

    def area(self) -> str:
        return area_of(self.scene, self.path)

    def __str__(self) -> str:
        place = self.path.replace(self.scene.folder + '/', '')
        return f'{self.scene.name}: {self.error} from {self.function} number {self.number} ({place})'

    def run(self, thread: str) -> list[str]:
        """What is wrong with it."""
        scene = self.scene
        store = scene.new_store(f'store-{thread}', scene.initial)
        before = scene.blobs(store)
        plan = Plan(f'{scene.folder}/plan-{thread}', scene.uid)
        plan.write(CALLS[self.call], getattr(errno, self.error), self.number, scene.folder)
        try:
            done = scene.muster(store, 'scan', scene.module, '--json', plan=plan)
        except subprocess.TimeoutExpired:
            return ['the scan does not end']
        hits, seen = plan.read()
        self.hit = hits > 0
        if self.hit:
            self.function, self.path = seen[self.number - 1]
        return judge_end(done) or list(itertools.chain(judge_answer(self, done, store, before),
                                                       judge_store(self, store), judge_next(self, store)))


def area_of(scene: Scene, path: str) -> str:
    if path.startswith('/memfd:'):
        return 'memory'
    place = os.path.relpath(path, scene.folder).split('/')[0]
    return 'store' if place.startswith('store-') else place


def judge_end(done: Run) -> list[str]:
    if done.status not in (0, 1):
        return [f'exit status {done.status}: {done.errors}']
    if done.status == 1 and not re.search(r'^muster: .{8,}', done.errors, re.M):
        return [f'failed without a message: {done.errors!r}']
    if 'Sanitizer' in done.errors:
        return [done.errors]
    return []


def judge_answer(trial: Trial, done: Run, store: str, before: dict) -> list[str]:
    scene, area = trial.scene, trial.area()
    if done.status == 1:
        if area == 'store' and trial.error != 'ENOMEM':
            return [f'an error in the store is none of the scan: {done.errors}']
        if trial.error in EXHAUSTED and not re.search('limit|memory|descriptors|Too many', done.errors):
            return [f'failed, but the limit is not named: {done.errors}']
        if area == 'tree' and trial.error not in EXHAUSTED:
            return [f'one path made all fail: {done.errors}']
        after = {name: data for name, data in scene.blobs(store).items() if not name.endswith('.failure')}
        return [] if after == before else ['failed, but the old blob is not as it was']
    if area in ('store', '.'):
        return judge_kept(scene, done, store)
    if trial.error == 'EACCES':
        return []
    found = scene.entries(store, '--cached')
    if found == scene.truth:
        return []
    wrong = []
    if trial.error in EXHAUSTED:
        wrong.append('nothing was said of a limit, and the answer is not complete')
    lost = sorted(scene.kept.keys() - found.keys())
    if lost:
        wrong.append(f'lost, though nothing changed: {", ".join(lost)}')
    changed = sorted(key for key in scene.kept if key in found and found[key] != scene.kept[key])
    if changed:
        wrong.append(f'not as before, though nothing changed: {", ".join(changed)}')
    # where nothing was before, an entry may lack what came from the file that could not be read
    judged = found.keys() if scene.old else found.keys() - scene.truth.keys()
    made_up = sorted(key for key in judged if found[key] not in (scene.truth.get(key), scene.old.get(key))
                     and scene.tree.aliases.get(key, key) in found)
    if made_up:
        wrong.append(f'never was there: {", ".join(made_up)}')
    status = scene.muster(store, 'status', scene.module, '--json')
    if status.status == 0 and status.json()[0]['fresh']:
        wrong.append(f'not what is there, but called fresh ({len(found)} entries of {len(scene.truth)})')
    if not re.search('incomplete|could not|cannot', done.errors):
        wrong.append('not what is there, and no word about it')
    return wrong


def judge_kept(scene: Scene, done: Run, store: str) -> list[str]:
    """The answer is right, and either in the store, or it is said that it is not."""
    entries = done.json()[0]['entries']
    if entries != len(scene.truth):
        return [f'{entries} entries of {len(scene.truth)}']
    cached = scene.muster(store, 'list', scene.module, '--json', '--cached')
    kept = cached.status == 0 and {entry['key']: entry for entry in cached.json()} == scene.truth
    return [] if kept or re.search('kept|store', done.errors) else ['not kept, and no word about it']


def judge_store(trial: Trial, store: str) -> list[str]:
    scene = trial.scene
    if trial.area() != 'store':
        return []
    wrong = []
    left = sorted(name for name in scene.blobs(store) if name.startswith('.tmp-'))
    if left:
        wrong.append(f'left in the store: {", ".join(left)}')
    verified = scene.muster(store, 'verify', scene.module)
    if verified.status != 0:
        wrong.append(f'the store is not sound: {verified.errors} {verified.output}')
    return wrong


def judge_next(trial: Trial, store: str) -> list[str]:
    scene = trial.scene
    arguments = ['--force'] if trial.error == 'EACCES' and trial.area() == 'tree' else []
    done = scene.muster(store, 'scan', scene.module, *arguments)
    if done.status == 1 and 'next try in' in done.errors and trial.error in EXHAUSTED:
        done = scene.muster(store, 'scan', scene.module, '--retry')
    if done.status != 0:
        return [f'the next scan fails: {done.errors}']
    found = scene.entries(store, '--cached')
    if found == scene.truth:
        return []
    missing, more = sorted(scene.truth.keys() - found.keys()), sorted(found.keys() - scene.truth.keys())
    return [f'the next scan is not a full one: {len(found)} entries of {len(scene.truth)}, without '
            f'{", ".join(missing) or "none"}, with {", ".join(more) or "none"} more']


# ---- a path that stays dead ---------------------------------------------------------------------------------------

ALL_READING = CALLS['open'] | CALLS['read'] | CALLS['stat'] | CALLS['list']


class Dead:
    """All that concerns one path fails, scan after scan; then it heals."""

    hit = True

    def __init__(self, scene: Scene, path: str, error: str):
        self.scene, self.path, self.error = scene, f'{scene.tree.folder}/{path}', error
        self.call, self.number, self.function = 'dead', 0, 'each call'

    def area(self) -> str:
        return 'tree'

    def __str__(self) -> str:
        place = self.path.replace(self.scene.folder + '/', '')
        return f'{self.scene.name}: {self.error} from all that concerns {place}'

    def run(self, thread: str) -> list[str]:
        scene = self.scene
        store = scene.new_store(f'store-{thread}', scene.initial)
        plan = Plan(f'{scene.folder}/plan-{thread}', scene.uid)
        wrong = []
        for attempt in ('first', 'second', 'third'):
            plan.write(ALL_READING, getattr(errno, self.error), 0, self.path)
            done = scene.muster(store, 'scan', scene.module, '--json', plan=plan)
            found = judge_end(done) or judge_answer(self, done, store, {})
            wrong += [f'{attempt} scan: {what}' for what in found]
            if done.status != 0:
                wrong.append(f'{attempt} scan failed: {done.errors}')
            elif plan.read()[0] == 0 and attempt != 'third':  # which may wait
                wrong.append(f'{attempt} scan: nothing failed, so that nothing is tried')
        healed = scene.muster(store, 'scan', scene.module, '--retry')
        if healed.status != 0 or scene.entries(store, '--cached') != scene.truth:
            wrong.append(f'not what is there once it heals: {healed.errors}')
        return wrong


# No blob yet; an old one, in which not all is stale; the same, with contents compared; the same, without a worker.
STATES = ('empty', 'old', 'content', 'alone')

# Of these modules; the others are tried with the first two.
STATES_OF = {'things': STATES, 'colormaps': STATES[:3]}


# ---- all of them -----------------------------------------------------------------------------------------------------

def count(scene: Scene, call: str) -> list[tuple[str, str]]:
    store = scene.new_store('store-count', scene.initial)
    plan = Plan(f'{scene.folder}/plan-count', scene.uid)
    plan.write(CALLS[call], 0, 0, scene.folder)
    done = scene.muster(store, 'scan', scene.module, plan=plan)
    if done.status != 0:
        sys.exit(f'{scene.name}: fails under a shim that changes nothing: {done.errors}')
    return plan.read()[1]


def all_trials(scene: Scene) -> list:
    trials = []
    for call, errors in ERRORS.items():
        for number, (function, path) in enumerate(count(scene, call), 1):
            trials += [Trial(scene, call, error, number, function, path) for error in errors]
    if scene.state == 'old':
        trials += [Dead(scene, path, error) for path in scene.tree.dead for error in PASSING]
    return trials


def worth_drawing(module: str, state: str, area: str, error: str) -> bool:
    """One module shows what is the same with each: the store, the configuration, the worker."""
    if module == 'things':
        return area in ('tree', 'store', 'memory') or state in ('empty', 'alone')
    return area == 'tree' and (module == 'colormaps' or error in ('EIO', 'EMFILE', 'ENOMEM'))


def draw(trials: list, share: float) -> list:
    """Of each kind, error and place at least one call, by this user or that; more of what is scanned."""
    lot = random.Random(8)
    groups = collections.defaultdict(list)
    for trial in trials:
        groups[trial.scene.module, trial.scene.state, trial.area(), trial.error, trial.call].append(trial)
    drawn = []
    for (module, state, area, error, _), group in groups.items():
        part = share if area == 'tree' and state in ('empty', 'old') else 0
        if worth_drawing(module, state, area, error):
            drawn += lot.sample(group, max(1, round(len(group) * part)))
    return drawn


def make_scenes(options, folder: str) -> list[Scene]:
    scenes = []
    for library in options.libraries:
        module = module_of(library)
        for user in users()[0 if options.all or module in STATES_OF else -1:]:
            scenes += [Scene(options, folder, library, user, state) for state in STATES_OF.get(module, STATES[:2])]
    return scenes


def users() -> list[str]:
    if os.geteuid() != 0:
        return ['this user']
    try:
        pwd.getpwnam('nobody')
    except KeyError:
        print('there is no user nobody: only root is tried')
        return ['root']
    return ['root', 'nobody']


def usable(options, folder: str) -> bool:
    linked = subprocess.run(['ldd', options.muster], capture_output=True, text=True, check=False).stdout
    if 'libasan' in linked or 'libtsan' in linked or 'libclang_rt' in linked:
        print('skipped: a shim does not go with a sanitizer, which wants to be first')
        return False
    if os.geteuid() == 0 and 'nobody' in users():
        done = subprocess.run([options.muster, '--version'], check=False, user='nobody', capture_output=True, cwd='/')
        if done.returncode != 0:
            print(f'skipped: nobody cannot run {options.muster}')
            return False
    return True


def run_all(trials: list, options) -> int:
    names = threading.local()
    numbers = itertools.count()

    def run(trial) -> list[str]:
        if not hasattr(names, 'name'):
            names.name = str(next(numbers))
        try:
            return trial.run(names.name)
        except (ValueError, OSError, KeyError) as trouble:
            return [f'{type(trouble).__name__}: {trouble}']

    failed = 0
    by_kind = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for trial, wrong in zip(trials, pool.map(run, trials)):
            by_kind[trial.scene.name, trial.call, trial.area()] += trial.hit
            failed += bool(wrong)
            if wrong or options.verbose:
                print(f'{"FAIL" if wrong else "ok"}  {trial}')
            for what in wrong:
                print(f'      {what.strip()}')
    for (name, call, area), hits in sorted(by_kind.items()):
        print(f'{name}: {call} in {area}: {hits}')
    return failed


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ('muster', 'worker', 'shim', 'samples', 'native'):
        parser.add_argument(name)
    parser.add_argument('libraries', nargs='+')
    parser.add_argument('--all', action='store_true', default=os.environ.get('MUSTER_FAULTS') == 'all')
    parser.add_argument('--share', type=float, default=0.1)
    parser.add_argument('--only', default='', help='a regular expression: only trials whose name matches')
    parser.add_argument('-v', '--verbose', action='store_true')
    options = parser.parse_args()
    started = time.monotonic()
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix='muster-errors.', dir=os.environ.get('TMPDIR', '/tmp')) as folder:
        os.chmod(folder, 0o755)
        if not usable(options, folder):
            return 77
        scenes = make_scenes(options, folder)
        known = [trial for scene in scenes for trial in all_trials(scene)]
        trials = [trial for trial in (known if options.all or options.only else draw(known, options.share))
                  if re.search(options.only, str(trial))]
        failed = run_all(trials, options)
    met = sum(trial.hit for trial in trials)
    print(f'{len(trials)} of {len(known)} trials, {met} met their call, {failed} failed, '
          f'{time.monotonic() - started:.0f} s')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
