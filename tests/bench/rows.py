# SPDX-FileCopyrightText: 2026 The muster authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a case yields: what was compared, the ratio or amount, the target, and the times it came from."""


def row(what, value, unit="×", most=None, least=None, times=None, note=""):
    target = f"≤ {most:g}" if most is not None else f"≥ {least:g}" if least is not None else ""
    reached = value <= most if most is not None else value >= least if least is not None else None
    return {"what": what, "value": value, "unit": unit, "target": target, "reached": reached, "times_ns": times or {},
            "note": note}


def skipped(what, why):
    return {"what": what, "skipped": why}
