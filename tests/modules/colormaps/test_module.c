/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The module as a host meets it: the fixtures discovered, kept in a blob, and read back. MODULES, WORKER and
 * COLORMAPS_FIXTURES are paths, from Meson. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <muster/colormaps.h>
#include <muster/muster.h>

static struct muster *muster;
static const struct muster_registry *maps;
static char folder[] = "/tmp/muster-colormaps-XXXXXX";

static void show(void *data, enum muster_level level, const char *message)
{
	(void)data;
	if (level <= MUSTER_LEVEL_WARNING)
		cr_log_warn("%s", message);
}

static void write_config(const char *path)
{
	FILE *file = fopen(path, "w");

	cr_assert(file);
	fprintf(file, "[muster]\nmodules = %s\nworker = %s\nstore = %s/store\n[colormaps]\npaths = \"%s\"\n", MODULES,
			WORKER, folder, COLORMAPS_FIXTURES);
	cr_assert_eq(fclose(file), 0);
}

static void open_maps(void)
{
	char config[sizeof(folder) + 32];
	const struct muster_options options = {.size = sizeof(options), .config = config, .log = show};

	cr_assert(mkdtemp(folder));
	snprintf(config, sizeof(config), "%s/muster.conf", folder);
	write_config(config);
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	cr_assert_eq(muster_config_errors(muster), 0);
	cr_assert_eq(muster_get(muster, "colormaps", &maps), MUSTER_OK, "%s", muster_last_message(muster));
}

static void close_maps(void)
{
	char command[sizeof(folder) + 16];

	muster_registry_release(maps);
	muster_close(muster);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(module, .init = open_maps, .fini = close_maps);

static const struct muster_colormap *map_of(const char *key)
{
	const struct muster_entry *entry = muster_registry_find(maps, key);

	cr_assert(entry, "no %s", key);
	cr_assert(muster_entry_item(entry), "%s", muster_last_message(muster));
	return muster_entry_item(entry);
}

Test(module, gives_fields)
{
	const struct muster_entry *entry = muster_registry_find(maps, "slices");
	const struct muster_value *stops;

	cr_assert(entry);
	cr_expect_str_eq(muster_entry_string(entry, "name"), "slices");
	cr_expect_str_eq(muster_entry_string(entry, "format"), "cpt");
	cr_expect_str_eq(muster_entry_string(entry, "kind"), "mixed");
	cr_expect_str_eq(muster_entry_string(entry, "path"), COLORMAPS_FIXTURES "/slices.cpt");
	cr_expect_eq(muster_entry_real(entry, "hinge", 0), 0.5);
	cr_expect_not(muster_entry_boolean(entry, "cyclic", true));
	stops = muster_entry_field(entry, "stops");
	cr_assert_eq(muster_value_count(stops), 5);
	cr_expect_eq(muster_entry_integer(entry, "count", 0), 5);
	cr_expect_eq(muster_value_count(muster_value_at(stops, 1)), 5);
	cr_expect_eq(muster_value_real(muster_value_at(muster_value_at(stops, 1), 0)), 0.25);
	cr_expect_eq(muster_value_real(muster_value_at(muster_value_at(stops, 1), 3)), 1);
	cr_expect_eq(muster_value_count(muster_entry_field(entry, "nan")), 4);
	cr_expect_str_eq(muster_value_string(muster_value_at(muster_entry_field(entry, "labels"), 1)), "middle");
}

Test(module, gives_structs)
{
	const struct muster_colormap *map = map_of("slices");
	const struct muster_rgba colour = muster_colormap_at(map, 0.125);

	cr_expect_str_eq(map->name, "slices");
	cr_expect_eq(map->kind, MUSTER_COLORMAP_MIXED);
	cr_expect(map->has_hinge && map->hinge == 0.5);
	cr_expect_float_eq(colour.b, 0.5, 1e-6);
	cr_assert_eq(map->stop_count, 5);
	for (size_t i = 0; i < map->stop_count; i++) {
		const struct muster_value *stop =
			muster_value_at(muster_entry_field(muster_registry_find(maps, "slices"), "stops"), i);
		cr_expect_eq(map->stops[i].position, muster_value_real(muster_value_at(stop, 0)));
		cr_expect_eq(map->stops[i].colour.r, (float)muster_value_real(muster_value_at(stop, 1)));
		cr_expect_eq(map->stops[i].colour.a, (float)muster_value_real(muster_value_at(stop, 4)));
	}
	cr_expect(map->has_background && map->has_foreground && map->has_nan);
	cr_assert_eq(map->label_count, 5);
	cr_expect_str_eq(map->labels[0], "deep");
	cr_expect(map_of("hues")->cyclic);
	map = map_of("categories");
	cr_expect_eq(map->kind, MUSTER_COLORMAP_CATEGORICAL);
	cr_expect_null(map->labels[2]);
	cr_expect_str_eq(map->labels[3], "rock");
	cr_expect_eq(muster_colormap_at(map, 0.9F).a, 0);
}

Test(module, names_maps_as_their_files_do)
{
	cr_expect(muster_registry_find(maps, "All the blends"), "trimmed");
	cr_expect(muster_registry_find(maps, "turns"), "the stem for an empty name");
	cr_expect(muster_registry_find(maps, "old"));
	cr_expect(muster_registry_find(maps, "old#2"), "old.cpt and old.ggr");
}

static bool has_finding(const struct muster_state *state, const char *name, unsigned line)
{
	for (size_t i = 0; i < state->finding_count; i++)
		if (strstr(state->findings[i].path, name) && state->findings[i].line == line)
			return true;
	return false;
}

Test(module, keeps_findings)
{
	struct muster_state *state;

	cr_assert_eq(muster_examine(muster, "colormaps", &state), MUSTER_OK);
	cr_expect(state->fresh, "%s", state->reason);
	cr_expect(has_finding(state, "/bright.gpl", 3));
	cr_expect(has_finding(state, "/huge.lut", 0), "an extension without its content");
	cr_expect_not(has_finding(state, "/huge-rules", 0), "neither");
	cr_expect_null(muster_registry_find(maps, "bright"));
	muster_state_free(state);
}
