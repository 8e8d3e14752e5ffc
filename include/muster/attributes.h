/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/** @file attributes.h
 * What the other headers say to the compiler. Nothing here is of use to a caller by itself.
 */
#ifndef MUSTER_ATTRIBUTES_H
#define MUSTER_ATTRIBUTES_H

#ifdef __cplusplus
#define MUSTER_BEGIN_DECLARATIONS extern "C" {
#define MUSTER_END_DECLARATIONS   }
#else
#define MUSTER_BEGIN_DECLARATIONS
#define MUSTER_END_DECLARATIONS
#endif

#if defined(__GNUC__) || defined(__clang__)
/** A symbol that leaves its shared object. */
#define MUSTER_API __attribute__((visibility("default")))
/** The result must not be dropped. */
#define MUSTER_NODISCARD __attribute__((warn_unused_result))
/** Arguments are checked as printf's: @p text is the format's position, @p first the first value's. */
#define MUSTER_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define MUSTER_API
#define MUSTER_NODISCARD
#define MUSTER_PRINTF(text, first)
#endif

#endif
