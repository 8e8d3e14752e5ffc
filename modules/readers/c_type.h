/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Types of C out of DWARF, as a person writes them. Nothing of what is read is trusted: chains and nesting are bounded,
 * and so is the work for one text. */
#ifndef MUSTER_READERS_C_TYPE_H
#define MUSTER_READERS_C_TYPE_H

#include <elfutils/libdw.h>
#include <stdbool.h>

#include "text.h"

/* The first child of `die`, and the next one after `*child`, which is replaced. False where there is none. They never
 * go back, so that every loop over them ends. */
bool c_first_child(const Dwarf_Die *die, Dwarf_Die *child);
bool c_next_child(Dwarf_Die *child);

/* The DIE whose children are the parameters of the function: that of its abstract instance where it has one, for the
 * optimiser may have dropped some of the concrete one's. */
void c_parameters_of(const Dwarf_Die *function, Dwarf_Die *parameters);

/* Whether the child is a parameter that a caller gives (not the receiver of a method). */
bool c_is_parameter(Dwarf_Die *child);

/* The type that `die` has. False where it has none, which is void. */
bool c_type_of(const Dwarf_Die *die, Dwarf_Die *type);

/* Appends the declaration of `name` ("" for the type alone) as something of the type of `die`. */
void c_declare(struct text *out, const Dwarf_Die *die, const char *name);

/* Appends the prototype of a function under that name. */
void c_prototype(struct text *out, const Dwarf_Die *function, const char *name);

/* What of the type of `die` has a definition: its struct, union or enum, or the typedef of one, whatever pointers and
 * qualifiers stand before it. False where there is none. */
bool c_reference(const Dwarf_Die *die, Dwarf_Die *reference);

/* Appends what c_reference() gave is called in C. */
void c_name(struct text *out, const Dwarf_Die *reference);

/* Appends the definition of what c_reference() gave, over several lines, ended by a semicolon. */
void c_define(struct text *out, const Dwarf_Die *reference);

#endif
