/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "python_maps.h"

#include "reading.h"

static struct python *python;

static void start(void)
{
	cr_assert_eq(python_start(&python), MUSTER_OK);
}

static void stop(void)
{
	python_stop(python);
}

TestSuite(python, .init = start, .fini = stop);

static struct python_maps maps_of(const char *text, const char *stem)
{
	const struct input input = {.data = text, .size = strlen(text), .stem = stem};
	struct python_maps maps;

	cr_assert_eq(python_maps_open(&maps, python, &input), MUSTER_OK, "%s", maps.source.trouble);
	return maps;
}

static struct python_maps maps_of_fixture(const char *name, const char *stem)
{
	struct bytes bytes = fixture(name);
	const struct python_maps maps = maps_of(bytes.data, stem);

	free(bytes.data);
	return maps;
}

/* The map of that name, to be freed with builder_free(); an empty builder where there is none. */
static struct builder map_of(const struct python_maps *maps, const char *name)
{
	struct builder builder;

	for (size_t i = 0;; i++) {
		builder_init(&builder);
		if (python_maps_read(maps, i, &builder) == MUSTER_NOT_FOUND || strcmp(builder.map.name, name) == 0)
			return builder;
		builder_free(&builder);
	}
}

static bool has_map(const struct python_maps *maps, const char *name)
{
	struct builder builder = map_of(maps, name);
	const bool found = builder.map.name != NULL;

	builder_free(&builder);
	return found;
}

static void is_of_kind(const struct python_maps *maps, const char *name, enum muster_colormap_kind kind, size_t count)
{
	struct builder builder = map_of(maps, name);

	cr_expect(builder.map.name, "no %s", name);
	cr_expect_eq(builder.map.kind, kind, "%s is of kind %d", name, builder.map.kind);
	cr_expect_eq(builder.map.stop_count, count, "%s has %zu stops", name, builder.map.stop_count);
	builder_free(&builder);
}

/* What matplotlib 3.6 gave for the tables of _cm_tables.py at INDEX / 255. */
static const struct reference {
	const char *name;
	unsigned index;
	double r, g, b;
} references[] = {
	{"fade", 0, 1.0, 1.0, 0.5},
	{"fade", 76, 0.702, 0.5529, 0.8974},
	{"fade", 77, 0.698, 0.5471, 0.8978},
	{"fade", 127, 0.502, 0.2529, 0.6737},
	{"fade", 128, 0.498, 0.7471, 0.6692},
	{"fade", 255, 0.0, 0.0, 0.1},
	{"fade_r", 0, 0.0, 0.0, 0.1},
	{"fade_r", 127, 0.498, 0.7471, 0.6692},
	{"fade_r", 128, 0.502, 0.2529, 0.6737},
	{"fade_r", 255, 1.0, 1.0, 0.5},
	{"stepped", 0, 0.1, 0.0, 0.0},
	{"stepped", 63, 0.1988, 0.2471, 0.3294},
	{"stepped", 64, 0.7993, 0.251, 0.3346},
	{"stepped", 191, 0.4673, 0.749, 0.9987},
	{"stepped", 192, 0.4647, 0.7529, 0.0118},
	{"stepped", 255, 0.3, 1.0, 1.0},
	{"stepped_r", 0, 0.3, 1.0, 1.0},
	{"stepped_r", 63, 0.4647, 0.7529, 0.0118},
	{"stepped_r", 64, 0.4673, 0.749, 0.9987},
	{"stepped_r", 191, 0.7993, 0.251, 0.3346},
	{"stepped_r", 192, 0.1988, 0.2471, 0.3294},
	{"stepped_r", 255, 0.1, 0.0, 0.0},
	{"three", 20, 0.1569, 0.1569, 1.0},
	{"three", 192, 1.0, 0.4941, 0.4941},
	{"three_r", 20, 1.0, 0.1569, 0.1569},
	{"placed", 20, 0.0954, 0.4092, 0.8092},
	{"placed", 127, 0.4095, 0.7638, 1.0},
	{"placed_r", 128, 0.4095, 0.7638, 1.0},
	{"placed_r", 254, 0.1948, 0.2105, 0.6105},
	{"four", 63, 0.25, 0.5, 0.75},
	{"four", 64, 1.0, 0.498, 0.0},
	{"four", 191, 0.1, 0.2, 0.3},
	{"four", 192, 0.9, 0.8, 0.7},
	{"four_r", 0, 0.9, 0.8, 0.7},
	{"four_r", 128, 1.0, 0.498, 0.0},
};

Test(python, shows_tables_as_matplotlib_does)
{
	struct python_maps maps = maps_of_fixture("_cm_tables.py", "_cm_tables");

	for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++) {
		const struct reference *reference = &references[i];
		struct builder builder = map_of(&maps, reference->name);

		cr_assert(builder.map.name, "no %s", reference->name);
		has_colour(&builder, reference->index / 255.0, reference->r, reference->g, reference->b, 1);
		builder_free(&builder);
	}
	is_of_kind(&maps, "fade", MUSTER_COLORMAP_MIXED, 5);
	is_of_kind(&maps, "three", MUSTER_COLORMAP_CONTINUOUS, 3);
	is_of_kind(&maps, "four", MUSTER_COLORMAP_CATEGORICAL, 4);
	python_maps_free(&maps);
}

Test(python, names_computed_maps_without_colours)
{
	static const char *const names[] = {"wave", "wave_r", "power", "power_r", "helix", "helix_r"};
	struct python_maps maps = maps_of_fixture("_cm_tables.py", "_cm_tables");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		is_of_kind(&maps, names[i], MUSTER_COLORMAP_CONTINUOUS, 0);
	python_maps_free(&maps);
}

Test(python, offers_names_backwards_only_where_the_library_does)
{
	struct python_maps maps = maps_of_fixture("_cm_tables.py", "_cm_tables");

	cr_expect_eq(maps.count, 17, "%zu", maps.count);
	cr_expect(has_map(&maps, "spare"), "what is in no table is called after its variable");
	cr_expect_not(has_map(&maps, "spare_r"));
	python_maps_free(&maps);
	maps = maps_of_fixture("_cm_tables.py", "tables");
	cr_expect_eq(maps.count, 9, "%zu", maps.count);
	cr_expect_not(has_map(&maps, "fade_r"));
	python_maps_free(&maps);
}

Test(python, follows_names_slices_sums_and_helpers)
{
	struct python_maps maps = maps_of_fixture("curves.py", "curves");
	struct builder builder = map_of(&maps, "ramp_turned");

	cr_assert(builder.map.name);
	has_colour(&builder, 0.1, 0.2, 0.3, 0.7, 1);
	has_colour(&builder, 0.3, 0, 0.1, 0.9, 1);
	has_colour(&builder, 0.6, 0.6, 0.7, 0.3, 1);
	has_colour(&builder, 0.9, 0.4, 0.5, 0.5, 1);
	builder_free(&builder);
	builder = map_of(&maps, "offered_r");
	has_colour(&builder, 0, 1, 1, 1, 1);
	has_colour(&builder, 0.25, 0.75, 0.625, 0.5, 1);
	builder_free(&builder);
	builder = map_of(&maps, "alias");
	has_colour(&builder, 0.25, 0.25, 0.125, 0, 1);
	builder_free(&builder);
	cr_expect(has_map(&maps, "alias_r"));
	is_of_kind(&maps, "ramp", MUSTER_COLORMAP_CATEGORICAL, 4);
	is_of_kind(&maps, "steep", MUSTER_COLORMAP_CONTINUOUS, 0);
	python_maps_free(&maps);
}

/* Of a place that is not in the list, nothing is known. */
Test(python, takes_tables_out_of_lists_by_their_place)
{
	struct python_maps maps = maps_of("from matplotlib.colors import LinearSegmentedColormap, ListedColormap\n"
									  "tables = [[[0, 0, 0], [1, 0, 0]], [[0, 0, 0], [0, 1, 0]]]\n"
									  "first = ListedColormap(tables[0], name='first')\n"
									  "last = ListedColormap(tables[1], name='last')\n"
									  "beyond = ListedColormap(tables[2], name='beyond')\n"
									  "before = ListedColormap(tables[-3], name='before')\n",
									  "tables");
	struct builder builder = map_of(&maps, "first");

	has_colour(&builder, 1, 1, 0, 0, 1);
	builder_free(&builder);
	builder = map_of(&maps, "last");
	has_colour(&builder, 1, 0, 1, 0, 1);
	builder_free(&builder);
	is_of_kind(&maps, "beyond", MUSTER_COLORMAP_CONTINUOUS, 0);
	is_of_kind(&maps, "before", MUSTER_COLORMAP_CONTINUOUS, 0);
	python_maps_free(&maps);
}

/* The order in which they are assigned, whatever their names. */
Test(python, takes_variables_in_the_order_of_the_file)
{
	static const char *const names[] = {"zulu", "alpha", "mike", "bravo", "yankee", "charlie", "xray", "delta"};
	char text[2048] = "";
	struct python_maps maps;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		sprintf(text + strlen(text), "%s = [[0, 0, 0], [0, 0, 0.%zu], [0, 0.5, 0], [0, 1, 0], [1, 1, 1]]\n", names[i],
				i + 1);
	maps = maps_of(text, "tables");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct builder builder;
		builder_init(&builder);
		cr_assert_eq(python_maps_read(&maps, i, &builder), MUSTER_OK);
		cr_expect_str_eq(builder.map.name, names[i]);
		builder_free(&builder);
	}
	python_maps_free(&maps);
}

Test(python, reads_colours_of_every_sort)
{
	struct python_maps maps = maps_of_fixture("curves.py", "curves");
	struct builder builder = map_of(&maps, "hexes");

	has_colour(&builder, 0.1, 1, 0, 0, 1);
	has_colour(&builder, 0.5, 0, 0, 0, 1);
	has_colour(&builder, 0.9, 0, 0, 1, 1);
	builder_free(&builder);
	builder = map_of(&maps, "bytes");
	has_colour(&builder, 0.9, 0, 0.2, 0, 1);
	builder_free(&builder);
	builder = map_of(&maps, "bytes_r");
	has_colour(&builder, 0.1, 0, 0.2, 0, 1);
	builder_free(&builder);
	builder = map_of(&maps, "curves");
	cr_assert(builder.map.name, "cm_data says nothing: the file's name does");
	has_colour(&builder, 0, 0, 0, 0, 0.5);
	has_colour(&builder, 0.5, 0, 0, 0.5, 1);
	builder_free(&builder);
	cr_expect(has_map(&maps, "private"));
	cr_expect_not(has_map(&maps, "points"), "whole numbers are anything");
	cr_expect_not(has_map(&maps, "a"), "names are colours nowhere");
	python_maps_free(&maps);
}

/* A list of `count` colours, near to each other or far apart. */
static void write_list(char *text, size_t size, size_t count, bool far)
{
	size_t length = (size_t)snprintf(text, size, "long = [");

	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(text + length, size - length, "[%g, 0.5, 0.5],",
								   far ? (double)(i % 2) : (double)i / (double)count);
	snprintf(text + length, size - length, "]\nmap = ListedColormap(long, 'long')\n");
}

Test(python, tells_long_palettes_from_curves)
{
	static char text[65536];
	struct python_maps maps;

	write_list(text, sizeof(text), 256, false);
	maps = maps_of(text, "stem");
	is_of_kind(&maps, "long", MUSTER_COLORMAP_CONTINUOUS, 256);
	python_maps_free(&maps);
	write_list(text, sizeof(text), 256, true);
	maps = maps_of(text, "stem");
	is_of_kind(&maps, "long", MUSTER_COLORMAP_CATEGORICAL, 256);
	python_maps_free(&maps);
}

/* matplotlib looks up int(x * 510) of 510 colours. */
Test(python, cuts_longer_lists_into_equal_parts)
{
	static char text[65536];
	struct python_maps maps;
	struct builder builder;

	write_list(text, sizeof(text), 510, false);
	maps = maps_of(text, "stem");
	builder = map_of(&maps, "long");
	for (unsigned i = 0; i < 255; i++)
		has_colour(&builder, i / 255.0, 2 * i / 510.0, 0.5, 0.5, 1);
	has_colour(&builder, 1, 509 / 510.0, 0.5, 0.5, 1);
	builder_free(&builder);
	python_maps_free(&maps);
}

static bool is_cut(const char *text)
{
	struct python_maps maps = maps_of(text, "stem");
	const bool cut = maps.is_cut;

	python_maps_free(&maps);
	return cut;
}

static size_t count_of(const char *text)
{
	struct python_maps maps = maps_of(text, "stem");
	const size_t count = maps.count;

	for (size_t i = 0; i < count; i++) {
		struct builder builder;
		builder_init(&builder);
		if (python_maps_read(&maps, i, &builder) == MUSTER_OK && builder.map.stop_count > 0)
			is_sound(&builder);
		builder_free(&builder);
	}
	python_maps_free(&maps);
	return count;
}

Test(python, takes_hostile_modules)
{
	cr_expect_eq(count_of(""), 0);
	cr_expect_eq(count_of("a = [[0,0,0],[1,1,1],[1e999,0,0]]"), 0);
	cr_expect_eq(count_of("a = [[0,0,0],[1,1,1],[-1,0,0]]"), 0);
	cr_expect_eq(count_of("a = [(0,0,0.5)]\na = a\nb = b\nc[0:] = a[::0]\nd = a[0][9]\ne = len(7) // 0"), 0);
	cr_expect_eq(count_of("a = ListedColormap([], 'empty')"), 1, "known by its name");
	cr_expect_eq(count_of("a = {'x': {'red': 1, 'green': [], 'blue': [(0,0,0)]}, 'y': [(0,0,0)], **z, 1: 2}"), 2);
	cr_expect_eq(count_of("a = LinearSegmentedColormap('s', {'red': [(5,5,5)], 'green': [(1e308,0,0)], 'blue': "
						  "[(-1e308,0,0)]})"),
				 1);
	cr_expect_eq(count_of("f(*a, **b)\nf()(1)\nf[0](1)\nx.y = [[0,0,.5]]\nx['a']['b'] = 1\n(a, b) = c\na: int\n"), 0);
}

/* Each line doubles the list: what takes too many steps is unknown, and memory stays bounded. */
Test(python, bounds_what_grows)
{
	char text[4096] = "a = [[0, 0, .5], [0, .5, 0]]\n";

	for (size_t i = 0; i < 60; i++)
		strcat(text, "a = a + a\n");
	cr_expect_eq(count_of(text), 0);
	cr_expect(is_cut(text));
	cr_expect_not(is_cut("a = [[0, 0, .5], [0, .5, 0]]\na = a + a\n"));
	strcpy(text, "a = ");
	for (size_t i = 0; i < 60; i++)
		strcat(text, "f(");
	strcat(text, "[[0, 0, .5]]");
	for (size_t i = 0; i < 60; i++)
		strcat(text, ")");
	cr_expect_eq(count_of(text), 0);
	strcpy(text, "l = [");
	for (size_t i = 0; i < 300; i++)
		strcat(text, "1,");
	strcat(text, "]\na = {i: {j: {k: {m: 1 for m in l} for k in l} for j in l} for i in l}");
	cr_expect_eq(count_of(text), 0);
}

Test(python, says_what_cannot_be_parsed)
{
	static const char text[] = "a = [[0, 0, 0],\n[0, 0, 0],\n[0, 0, 0]\nb = = 1\n";
	const struct input input = {.data = text, .size = strlen(text), .stem = "stem"};
	struct python_maps maps;

	cr_expect_eq(python_maps_open(&maps, python, &input), MUSTER_DAMAGED);
	cr_expect_neq(maps.source.trouble[0], '\0');
	cr_expect_gt(maps.source.line, 0);
	python_maps_free(&maps);
}

static bool sniffs_python(const char *text)
{
	struct bytes bytes = bytes_of(text, strlen(text));
	const struct input input = {.data = bytes.data, .size = bytes.size, .stem = "stem"};
	const bool sniffs = python_maps_sniff(&input);

	free(bytes.data);
	return sniffs;
}

Test(python, is_told_by_its_content)
{
	struct bytes bytes = fixture("_cm_tables.py");
	const struct input input = {.data = bytes.data, .size = bytes.size, .stem = "stem"};

	cr_expect(python_maps_sniff(&input));
	cr_expect_null(format_choose(&input, "py"), "no other format takes it");
	free(bytes.data);
	cr_expect(sniffs_python("a = [ [0, 0,\n 0], (1,.5,1e-3), [1,1,1]]"));
	cr_expect_not(sniffs_python(""));
	cr_expect_not(sniffs_python("import os\nprint((1, 2, 3))\nx = [1, 2, 3]\n"));
	cr_expect_not(sniffs_python("[[0, 0, 0], [1, 1, 1], [0, 0, 0]]"), "JSON");
	cr_expect_not(sniffs_python("a = [[0,0,0],[1,1"));
}

/* Every cut and a thousand changes: read or refused, never wrong. */
Test(python, survives_damage)
{
	struct bytes whole = fixture("_cm_tables.py");
	unsigned state = 20261123;

	for (int round = 0; round < 1000; round++) {
		struct bytes changed = bytes_of(whole.data, round % 2 ? whole.size : random_next(&state) % whole.size);
		const struct input input = {.data = changed.data, .size = changed.size, .stem = "_cm"};
		struct python_maps maps;

		for (int i = 0; round % 2 && i < 3; i++)
			changed.data[random_next(&state) % changed.size] = (char)(random_next(&state) % 95 + 32);
		if (python_maps_open(&maps, python, &input) == MUSTER_OK) {
			for (size_t i = 0; i < maps.count; i++) {
				struct builder builder;
				builder_init(&builder);
				if (python_maps_read(&maps, i, &builder) == MUSTER_OK && builder.map.stop_count > 0)
					is_sound(&builder);
				builder_free(&builder);
			}
		}
		python_maps_free(&maps);
		free(changed.data);
	}
	free(whole.data);
}
