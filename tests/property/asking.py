# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The process that asks muster (ask.c), and what it replied."""
import difflib
import os
import subprocess


class Reply:
    def __init__(self, lines):
        self.entries = [line for line in lines if line[:1] == b"E"]
        self.findings = sorted(line for line in lines if line[:1] == b"F")
        self.failures = [line for line in lines if line[:1] == b"X"]
        self.state = [line.decode(errors="replace") for line in lines if line[:1] == b"S"]

    def same_as(self, other):
        return (self.entries == other.entries and self.findings == other.findings and self.failures == other.failures)

    def _text(self):
        return [line.decode(errors="replace").replace("\t", "\n      ")
                for line in self.entries + self.findings + self.failures]

    def difference(self, full):
        """Line by line: - is in the incremental reply only, + in the full one only."""
        lines = difflib.unified_diff("\n".join(self._text()).split("\n"), "\n".join(full._text()).split("\n"),
                                     "incremental", "full", lineterm="", n=2)
        return list(lines)


class Asker:
    def __init__(self, program):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("MUSTER")}
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def send(self, how, module, config, overrides):
        self.process.stdin.write("\t".join([how, module, str(config), *overrides]).encode() + b"\n")
        self.process.stdin.flush()

    def receive(self):
        lines = []
        while (line := self.process.stdout.readline()) != b".\n":
            if not line:
                raise RuntimeError(f"ask ended with {self.process.wait()}")
            lines.append(line.rstrip(b"\n"))
        return Reply(lines)

    def ask(self, how, module, config, overrides):
        self.send(how, module, config, overrides)
        return self.receive()

    def close(self):
        self.process.stdin.close()
        self.process.wait()
