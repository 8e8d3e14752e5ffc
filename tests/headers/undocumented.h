/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What documented.py must not let pass. */

/** Says nothing of when it came. */
MUSTER_API int muster_without_since(void);
