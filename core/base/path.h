/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Paths as text. */
#ifndef MUSTER_PATH_H
#define MUSTER_PATH_H

/* Gives an absolute path the one spelling that it has in keys and sources: no empty and no "." components, no slash at
 * the end. ".." stays, since a link before it decides where it leads. A path that is not absolute stays as it is. */
void path_tidy(char *path);

#endif
