/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The formats of colour maps, and choosing among them by content. */
#ifndef MUSTER_COLORMAPS_FORMATS_H
#define MUSTER_COLORMAPS_FORMATS_H

#include "builder.h"

extern const struct format format_cpt, format_grass, format_ggr, format_gpl, format_lut_raw, format_lut_text,
	format_sao, format_ncl, format_spk, format_gwyddion, format_svg, format_paraview, format_magics;

/* The format of `input`, or NULL where no format knows it. `extension` (without the dot, may be NULL) decides between
 * formats that both know the content, and only then. */
const struct format *format_choose(const struct input *input, const char *extension);

/* True where a file with this extension is expected to be a colour map. */
bool format_expected(const char *extension);

/* Reads map number `index`: format->read(), with the format's name and, without a name in the file, the stem as the
 * name. */
enum muster_status format_read(const struct format *format, const struct input *input, size_t index,
							   struct builder *builder);

#endif
