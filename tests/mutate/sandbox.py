# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a test where a mutant can do no harm: see sandbox.sh. Needs root."""

import os
import re
import resource
import selectors
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parent / 'sandbox.sh'
KEPT = ('LANG', 'LC_ALL', 'USER', 'LOGNAME', 'SHELL', 'TERM')
# Not the user's, where programs that only choose a Python may come first; they cost more than a test.
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
ADDRESS_SPACE = 8 << 30
FILE_SIZE = 4 << 30 # a unit test makes a file of 3 GiB with a hole; what is written is bounded by the file system
FAILED = re.compile(rb'^not ok ', re.MULTILINE)


@dataclass
class Outcome:
	status: int  # exit status, or -1 after a time-out
	seconds: float
	output: bytes  # the end of it

	@property
	def passed(self) -> bool:
		return self.status == 0

	@property
	def skipped(self) -> bool:
		return self.status == 77

	@property
	def timed_out(self) -> bool:
		return self.status == -1


def limits() -> None:
	os.umask(0o022)
	resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
	resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
	resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def listen(process: subprocess.Popen, deadline: float, stop_early: bool) -> tuple[bytes, bool, bool]:
	"""(end of the output, whether a test said that it failed, whether the time was over)."""
	output, failed = b'', False
	with selectors.DefaultSelector() as selector:
		selector.register(process.stdout, selectors.EVENT_READ)
		while True:
			left = deadline - time.monotonic()
			if left <= 0:
				return output, failed, True
			if not selector.select(left):
				continue
			part = os.read(process.stdout.fileno(), 65536)
			if not part:
				return output, failed, False
			output = (output + part)[-65536:]
			if stop_early and FAILED.search(output):
				return output, True, False


class Sandbox:
	"""The folder that its sandboxes lay over the system's, and where their own are."""

	def __init__(self, scratch: Path):
		self.scratch = scratch
		self.upper = scratch / 'upper'
		if self.upper.exists():
			return
		making = Path(tempfile.mkdtemp(dir=scratch))
		making.chmod(0o755)
		for folder in ('proc', 'dev/pts', 'dev/shm', 'tmp', 'muster-cover'):
			(making / folder).mkdir(parents=True)
		(making / 'dev/shm').chmod(0o1777)
		for name in ('null', 'zero', 'full', 'random', 'urandom', 'tty'):
			os.mknod(making / 'dev' / name, 0o666 | stat.S_IFCHR, os.stat(f'/dev/{name}').st_rdev)
			(making / 'dev' / name).chmod(0o666)
		for name, target in {'ptmx': 'pts/ptmx', 'fd': '/proc/self/fd', 'stdin': 'fd/0', 'stdout': 'fd/1',
				'stderr': 'fd/2'}.items():
			(making / 'dev' / name).symlink_to(target)
		making.rename(self.upper)

	def run(self, command: list[str], environment: dict[str, str], workdir: str, seconds: float,
			cover: Path | None = None, stop_early: bool = False) -> Outcome:
		"""With @p stop_early the first "not ok" of TAP ends it."""
		variables = {name: os.environ[name] for name in KEPT if name in os.environ}
		variables |= {'PATH': PATH, 'HOME': '/tmp/home', 'TMPDIR': '/tmp', 'MALLOC_PERTURB_': '165'} | environment
		start = time.monotonic()
		with tempfile.TemporaryDirectory(dir=self.scratch, prefix='root.') as folder:
			# pylint: disable=subprocess-popen-preexec-fn
			process = subprocess.Popen(['unshare', '--pid', '--fork', '--mount', '--kill-child', 'sh',
					SCRIPT, folder, self.upper, str(cover or ''), workdir, *command],
				env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
				start_new_session=True, preexec_fn=limits)
			try:
				output, failed, late = listen(process, start + seconds, stop_early)
				if not failed and not late:
					try:
						process.wait(max(0.1, start + seconds - time.monotonic()))
					except subprocess.TimeoutExpired:
						late = True
			finally:
				if process.poll() is None:
					# unshare only, which takes the namespaces' first process, and so all others, with it.
					process.send_signal(signal.SIGKILL)
				process.wait()
				process.stdout.close()
		status = -1 if late else 1 if failed else process.returncode
		return Outcome(status, time.monotonic() - start, output)

	def fault(self) -> str | None:
		"""Why it does not work here; None if it does."""
		escaped = self.scratch / 'escaped'
		outcome = self.run(['sh', '-c', f'test -r /etc/passwd && test $(echo /proc/[0-9]* | wc -w) -lt 9 && : >"{escaped}"'],
			{}, '/', 20)
		if outcome.passed and not escaped.exists():
			return None
		return outcome.output.decode(errors='replace').strip() or f'exit status {outcome.status}'
