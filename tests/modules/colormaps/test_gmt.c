/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* GMT's own maps against what GMT makes of them. The rows were recorded from gmt 6.4.0 (Debian 12) with
 *
 *     gmt makecpt -CNAME -T0/1/0.125 -Fr
 *
 * which gives the colour in the middle of each eighth. The maps themselves are those of the package gmt-common; where
 * it is not installed there is nothing to compare. */
#include "reading.h"

#define FOLDER "/usr/share/gmt/cpt/"

struct row {
	double r, g, b;
};

static enum muster_status read_map(const char *path, struct builder *builder)
{
	static char data[262144];
	const struct input input = {.data = data, .stem = "stem"};
	struct input whole = input;
	FILE *file = fopen(path, "rb");

	if (!file)
		cr_skip_test("no %s: gmt-common is not installed", path);
	whole.size = fread(data, 1, sizeof(data) - 1, file);
	data[whole.size] = '\0';
	fclose(file);
	cr_assert_eq(format_choose(&whole, NULL), &format_cpt);
	builder_init(builder);
	return format_read(&format_cpt, &whole, 0, builder);
}

static void agrees(const char *path, const struct row rows[8])
{
	struct builder builder;

	cr_assert_eq(read_map(path, &builder), MUSTER_OK, "%s", builder.trouble);
	for (int i = 0; i < 8; i++)
		has_colour(&builder, (i + 0.5) / 8, rows[i].r / 255, rows[i].g / 255, rows[i].b / 255, 1);
	builder_free(&builder);
}

Test(gmt, drywet)
{
	static const struct row rows[8] = {{173, 135.25, 63.75},    {230.75, 203.87, 104.37}, {187.25, 233.13, 130.63},
									   {98.75, 238, 197.5},     {35.75, 193.75, 236.12},  {15.25, 105.13, 231.13},
									   {34.75, 15.875, 189.87}, {19.25, 32.25, 139.25}};

	agrees(FOLDER "gmt/drywet.cpt", rows);
}

Test(gmt, haxby)
{
	static const struct row rows[8] = {{21.25, 4.6875, 173.44},  {21.125, 90.376, 237},    {62.375, 198.25, 255},
									   {131.87, 235.56, 185.38}, {230.44, 241.06, 132.25}, {251.56, 146.56, 70.875},
									   {255, 130.37, 130.37},    {255, 216.25, 216.25}};

	agrees(FOLDER "gmt/haxby.cpt", rows);
}

Test(gmt, jet)
{
	static const struct row rows[8] = {{0, 0, 191},          {0, 63.75, 255},  {0, 191.25, 255}, {63.75, 255, 191.25},
									   {191.25, 255, 63.75}, {255, 191.25, 0}, {255, 63.75, 0},  {191, 0, 0}};

	agrees(FOLDER "matlab/jet.cpt", rows);
}

Test(gmt, nighttime)
{
	static const struct row rows[8] = {{9.6834, 2.2412, 39.844}, {11.565, 15.718, 68.531}, {27.343, 51.363, 97.219},
									   {49.576, 96.487, 125.91}, {154.59, 150.62, 78.263}, {183.28, 160.72, 113.41},
									   {211.97, 178.14, 155},    {240.66, 208.15, 203.05}};

	agrees(FOLDER "gmt/nighttime.cpt", rows);
}

Test(gmt, rainbow)
{
	static const struct row rows[8] = {{175.31, 0, 255}, {15.938, 0, 255}, {0, 143.44, 255}, {0, 255, 207.19},
									   {0, 255, 47.812}, {111.56, 255, 0}, {255, 239.06, 0}, {255, 79.688, 0}};

	agrees(FOLDER "gmt/rainbow.cpt", rows);
}

Test(gmt, seis)
{
	static const struct row rows[8] = {{217.81, 0, 0},       {255, 58.438, 0},     {255, 154.06, 0}, {255, 249.69, 0},
									   {244.69, 255, 1.875}, {73.125, 252.19, 45}, {0, 190, 155.31}, {0, 45, 233.13}};

	agrees(FOLDER "gmt/seis.cpt", rows);
}

Test(gmt, viridis)
{
	static const struct row rows[8] = {{72, 23.936, 105.94},     {66, 63.812, 133.81}, {51, 98.687, 141},
									   {38, 129.56, 142},        {31, 159.44, 136},    {61.626, 188, 115.69},
									   {129.56, 211.19, 76.623}, {213.19, 226, 25.936}};

	agrees(FOLDER "matplotlib/viridis.cpt", rows);
}
