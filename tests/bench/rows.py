# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a case yields: one comparison or amount, its target, and the measurements that it came from; and how that is
written."""

import statistics


def row(what, value, unit="×", most=None, least=None, note="", **measured):
    target = f"≤ {most:g}" if most is not None else f"≥ {least:g}" if least is not None else ""
    reached = value <= most if most is not None else value >= least if least is not None else None
    return {"what": what, "value": value, "unit": unit, "target": target, "reached": reached, "note": note, **measured}


def skipped(what, why):
    return {"what": what, "skipped": why}


def medians(times):
    return {name: statistics.median(values) for name, values in times.items()}


def ratio(times, above, below):
    """The median over the rounds of one contender's time by the sum of others' in the same round."""
    return statistics.median(time / sum(times[name][i] for name in below) for i, time in enumerate(times[above]))


def compare(what, measured, above, *below, **target):
    """One contender by the sum of others: CPU time, and beside it instructions and wall clock."""
    counts = measured["instructions"]
    counted = all(counts.get(name) for name in (above, *below))
    return row(what, ratio(measured["cpu"], above, below), **target,
               instructions=counts[above] / sum(counts[name] for name in below) if counted else None,
               wall=ratio(measured["wall"], above, below), rounds=len(measured["cpu"][above]),
               cpu_ns=medians(measured["cpu"]), wall_ns=medians(measured["wall"]), instruction_counts=counts)


def amount(value):
    return "" if value is None else f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def cells(line):
    """what, CPU, instructions, wall, target, reached, times or note"""
    if "skipped" in line:
        return [line["what"], "", "", "", "", "", "skipped: " + line["skipped"]]
    reached = {True: "yes", False: "not yet", None: ""}[line["reached"]]
    times = ", ".join(f"{name} {amount(time / 1e6)}" for name, time in line.get("cpu_ns", {}).items())
    notes = [line["note"], times and f"{times} ms", "" if line.get("rounds", 9) >= 9 else f"{line['rounds']} rounds"]
    return [line["what"], f"{amount(line['value'])} {line['unit']}".strip(), amount(line.get("instructions")),
            amount(line.get("wall")), line["target"], reached, "; ".join(filter(None, notes))]


HEADINGS = ["case", "CPU", "instr.", "wall", "target", "reached", "CPU time of each, notes"]


def text(line):
    widths = (78, 9, 6, 6, 7, 7, 0)
    return " ".join(f"{cell:{'<' if i in (0, 6) else '>'}{widths[i]}}" for i, cell in enumerate(line)).rstrip()


def markdown(line):
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
