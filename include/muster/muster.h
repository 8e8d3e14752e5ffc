/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file muster.h
 * All that a host needs: contexts, registries, enumerations and caches of its own. The stock modules' structs have
 * headers of their own
 * (`<muster/colormaps.h>` and so on); modules include `<muster/module.h>` instead.
 */
#ifndef MUSTER_H
#define MUSTER_H

#include <muster/attributes.h>
#include <muster/cache.h>
#include <muster/context.h>
#include <muster/enum.h>
#include <muster/registry.h>
#include <muster/status.h>
#include <muster/version.h>

#endif
