# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""From the operations that led to a difference to few that still do, by leaving out."""
import time

from run import Difference, Run


def one_by_one(operations):
    """What was done while a scan was under way is done after it."""
    plain = []
    for operation in operations:
        plain += [["scan"]] + [race for _, race in operation[1]] if operation[0] == "race" else [operation]
    return plain


class Shrinker:
    def __init__(self, new_run, seconds):
        self.new_run, self.until = new_run, time.monotonic() + seconds
        self.difference = None
        self.tries = 1

    def fails(self, operations):
        """Carries all of them out on a fresh tree; whether there is a difference at the end."""
        for _ in range(self.tries):
            run = self.new_run()
            try:
                for operation in operations:
                    run.do(["scan"] if operation[0] == "check" else operation)
                run.do(["check"])
            except Difference as difference:
                self.difference = difference
                return True
        return False

    def _halves(self, operations):
        """One round: parts of all sizes, from large to single ones, are left out where the difference stays."""
        size = max(1, len(operations) // 2)
        while size >= 1 and time.monotonic() < self.until:
            at = 0
            while at < len(operations) and time.monotonic() < self.until:
                fewer = operations[:at] + operations[at + size:]
                if self.fails(fewer):
                    operations = fewer
                else:
                    at += size
            size //= 2
        return operations

    def shrink(self, trace):
        """The operations that are left; None where the difference does not come again."""
        operations = one_by_one(trace[:-1])  # the check at the end is always made
        if not self.fails(operations):
            operations, self.tries = trace[:-1], 8  # it takes a race: it does not come each time
            if not self.fails(operations):
                return None
        before = None
        while before != len(operations) and time.monotonic() < self.until:
            before = len(operations)
            operations = self._halves(operations)
        return operations + [["check"]]


def replay(new_run, operations):
    """Carries them out as they are, with each check in its place. The difference, and the number of its operation."""
    run: Run = new_run()
    for number, operation in enumerate(operations):
        try:
            run.do(operation)
        except Difference as difference:
            return number, difference
    return None
