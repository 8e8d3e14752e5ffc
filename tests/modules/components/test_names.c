/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names by the vendor's conventions: the examples by which they are known, and varied ones. */

#include "sets.h"

TestSuite(names, .init = make_root, .fini = remove_root, .timeout = 120);

#define UUID "8C18C9F2-0F4B-4A36-9BFC-1F2A8D2C10E5"

static const struct {
	const char *name, *convention, *values;
} examples[] = {
	{"B02_s2_w3.TIF", "imagexpress", "well=B02 site=2 channel=3"},
	{"Plate_7_B02_s2_w3.TIF", "imagexpress", "plate=Plate_7 well=B02 site=2 channel=3"},
	{"Plate_B02_s2_w3" UUID ".TIF", "imagexpress", "plate=Plate well=B02 site=2 channel=3"},
	{"B02_s2_w1" UUID ".TIF", "imagexpress", "well=B02 site=2 channel=1"},
	{"plate_b02_s2_w3.tif", "imagexpress", "plate=plate well=B02 site=2 channel=3"},
	{"plate_s2_B02_w3.tif", "imagexpress", "plate=plate well=B02 site=2 channel=3"},
	{"AA01_s1_w1.TIF", "imagexpress", "well=AA01 site=1 channel=1"},
	{"AF48_s9.tiff", "imagexpress", "well=AF48 site=9"},
	{"C03_w2.TIF", "imagexpress", "well=C03 channel=2"},
	{"x_t0_C05_s0_w0_z0.tif", "hcs-ai", "plate=x well=C05 site=0 channel=0 z_index=0 timepoint=0"},
	{"r01c02f03p04-ch5sk6fk1fl1.tiff", "opera-phenix",
	 "well=A02 site=03 channel=5 z_index=04 timepoint=6 fast_kinetics=1 lifetime=1"},
	{"r32c48f01p01-ch01t01.tiff", "opera-phenix", "well=AF48 site=01 channel=01 z_index=01 timepoint=01"},
	{"001002003.flex", "opera", "well=A02 site=003"},
	{"P_D08_T0001F002L03A04Z05C06.tif", "cellvoyager",
	 "plate=P well=D08 site=002 channel=06 z_index=05 timepoint=0001 action=04 timeline=03"},
	{"W0001F0002T0003Z004C5.tif", "cq1", "well=0001 site=0002 channel=5 z_index=004 timepoint=0003"},
	{"MFGTMP_141029170001_A01f00d0.C01", "cellomics", "plate=MFGTMP_141029170001 well=A01 site=00 channel=0"},
	{"MFGTMP_141029170001_A01f07o2.C01", "cellomics", "plate=MFGTMP_141029170001 well=A01 site=07 channel=2"},
	{"A - 01(fld 1 wv 390 - Blue).tif", "incell", "well=A01 site=1 channel=390 - Blue"},
	{"H - 12(fld 3 wv Cy5 - Cy5 z 2 time 4 - 1200 ms).tif", "incell",
	 "well=H12 site=3 channel=Cy5 - Cy5 z_index=2 timepoint=4"},
	{"B_03_f0001_c00_x405_m450_z001_t000.tif", "incell-7.2",
	 "well=B03 site=0001 channel=00 z_index=001 timepoint=000 emission=450 excitation=405"},
	{"sample--W00001--P00002--Z00003--T00004--DAPI.tif", "scanr",
	 "well=00001 site=00002 channel=DAPI z_index=00003 timepoint=00004"},
	{"DAPI - n000000.tif", "bd-pathway", "site=000000 channel=DAPI"},
	{"img_000000000_DAPI_000.tif", "micro-manager-1.4", "channel=DAPI z_index=000 timepoint=000000000"},
	{"img_channel000_position001_time000000002_z003.tif", "micro-manager-2",
	 "site=001 channel=000 z_index=003 timepoint=000000002"},
	{"G10_s1_w1" UUID ".tif", "bbbc021", "well=G10 site=1 channel=1"},
	{"IXMtest_A01_s1_w1" UUID ".tif", "bbbc022", "plate=IXMtest well=A01 site=1 channel=1"},
	{"mcf-z-stacks-03212011_k06_s2_w2" UUID ".tif", "bbbc006", "plate=mcf-z-stacks-03212011 well=K06 site=2 channel=2"},
	{"a01_s1_w1" UUID ".tif", "bbbc006", "well=A01 site=1 channel=1"},
};

enum { EXAMPLES = sizeof(examples) / sizeof(*examples) };

Test(names, examples_are_known_by_themselves)
{
	struct muster *muster;
	const struct muster_registry *registry;
	char path[512];

	for (size_t i = 0; i < EXAMPLES; i++) {
		snprintf(path, sizeof(path), "%zu/%s", i, examples[i].name);
		put(path);
	}
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), EXAMPLES + 1, "and the enumerations");
	for (size_t i = 0; i < EXAMPLES; i++) {
		snprintf(path, sizeof(path), "%zu", i);
		expect_set(registry, path, examples[i].convention, examples[i].values);
	}
	muster_registry_release(registry);
	muster_close(muster);
}

Test(names, what_is_nearly_one_is_none)
{
	static const char *const near[] = {
		"q01_s1_w1.TIF",    /* no row q */
		"AG01_s1_w1.TIF",   /* nor AG */
		"B2_s1_w1.TIF",     /* one digit */
		"B02.TIF",          /* a well alone */
		"B02_s1_w1.TIF.gz", /* more behind it */
		"B02_s1_w1_" UUID ".jpg",
		"1001002003.flex",
		"001002003.tif",
		"r1c02f03p04-ch5sk6fk1fl1.tiff",
		"r01c02f03p04-ch5.tiff",
		"W001F0002T0003Z004C5.tif",
		"P_s1_T0001F002L03A04Z05C06.tif", /* a site is no well */
		"img_00000000_DAPI_000.tif",
		"DAPI n000000.tif",
		"W00001--P00002--Z00003--T00004.tif",
		"A01f00x0.C01",
		"G10_s1_w18C18C9F2-0F4B-4A36-9BFC-1F2A8D2C10E.tif", /* a digit of the UUID lacks */
	};
	struct muster *muster;
	const struct muster_registry *registry;
	char path[512];

	for (size_t i = 0; i < sizeof(near) / sizeof(*near); i++) {
		snprintf(path, sizeof(path), "%zu/%s", i, near[i]);
		put(path);
	}
	muster = open_muster(NULL);
	registry = get(muster);
	for (size_t i = 0; i < sizeof(near) / sizeof(*near); i++) {
		snprintf(path, sizeof(path), "%zu", i);
		cr_expect_null(find_set(registry, path), "%s", near[i]);
	}
	muster_registry_release(registry);
	muster_close(muster);
}

Test(names, may_hold_any_byte)
{
	struct muster *muster;
	const struct muster_registry *registry;
	char path[64];
	unsigned images = 0;

	for (int byte = 1; byte < 256; byte++) {
		snprintf(path, sizeof(path), "bytes/P%c_B02_s%d_w1.TIF", byte, byte);
		if (byte != '/')
			put(path);
		images += byte != '/';
	}
	muster = open_muster(NULL);
	registry = get(muster);
	cr_assert(find_set(registry, "bytes"));
	cr_expect_eq(find_set(registry, "bytes")->images, images);
	cr_expect_eq(dimension_of(find_set(registry, "bytes"), "plate")->count, images);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(names, of_folders_may_be_longer_than_a_key)
{
	char path[PATH_SIZE / 2] = "";
	struct muster *muster;
	const struct muster_registry *registry;
	const struct muster_components *item;

	for (unsigned i = 0; i < 6; i++)
		snprintf(path + strlen(path), sizeof(path) - strlen(path), "%0200u/", i);
	strcat(path, "B02_s1_w1.TIF");
	put(path);
	muster = open_muster(NULL);
	registry = get(muster);
	cr_assert_eq(muster_registry_count(registry), 2);
	item = muster_entry_item(muster_registry_first(registry));
	*strrchr(path, '/') = '\0';
	cr_assert(item && item->data_set);
	cr_expect_str_eq(item->data_set->path, below(path));
	muster_registry_release(registry);
	muster_close(muster);
}

/* ---- Varied names --------------------------------------------------------------------------------------------------
 * In a template {COMPONENT} stands for a value that is made up; what follows says of what kind: N digits, a well of a
 * plate of 96 (W) or 1,536 (A) wells or in small letters (w), row and column as three digits each (R) or two (r), a
 * word (P) or a UUID (U, which is no component). */

static const struct {
	const char *convention, *template;
} templates[] = {
	{"imagexpress", "{plate P}_{well W}_s{site 1}_w{channel 1}.TIF"},
	{"imagexpress", "{plate P}_{well A}_s{site 2}_w{channel 1}{U}.TIF"},
	{"imagexpress", "{well w}_s{site 1}_w{channel 1}.tif"},
	{"imagexpress", "{plate P}_s{site 1}_{well W}_w{channel 1}.TIF"},
	{"hcs-ai", "{plate P}_t{timepoint 2}_{well W}_s{site 1}_w{channel 1}_z{z_index 1}.tif"},
	{"opera-phenix",
	 "{well r}f{site 2}p{z_index 2}-ch{channel 1}sk{timepoint 1}fk{fast_kinetics 1}fl{lifetime 1}.tiff"},
	{"opera-phenix", "{well r}f{site 2}p{z_index 2}-ch{channel 2}t{timepoint 2}.tiff"},
	{"opera", "{well R}{site 3}.flex"},
	{"cellvoyager", "{plate P}_{well W}_T{timepoint 4}F{site 3}L{timeline 2}A{action 2}Z{z_index 2}C{channel 2}.tif"},
	{"cq1", "W{well 4}F{site 4}T{timepoint 4}Z{z_index 3}C{channel 1}.tif"},
	{"cellomics", "MFGTMP_{plate! 12}_{well W}f{site 2}d{channel 1}.C01"},
	{"cellomics", "MFGTMP_{plate! 12}_{well W}f{site 2}o{channel 1}.C01"},
	{"incell", "{well -}(fld {site 2} wv {channel P} - Blue).tif"},
	{"incell-7.2", "{well _}_f{site 4}_c{channel 2}_x{excitation 3}_m{emission 3}_z{z_index 3}_t{timepoint 3}.tif"},
	{"scanr", "well--W{well 5}--P{site 5}--Z{z_index 5}--T{timepoint 5}--{channel P}.tif"},
	{"bd-pathway", "{channel P} - n{site 6}.tif"},
	{"micro-manager-1.4", "img_{timepoint 9}_{channel P}_{z_index 3}.tif"},
	{"micro-manager-2", "img_channel{channel 3}_position{site 3}_time{timepoint 9}_z{z_index 3}.tif"},
	{"bbbc021", "{well W}_s{site 1}_w{channel 1}{U}.tif"},
	{"bbbc022", "IXMtest_{well W}_s{site 1}_w{channel 1}{U}.tif"},
	{"bbbc006", "{plate P}_{well w}_s{site 1}_w{channel 1}{U}.tif"},
};

enum { TEMPLATES = sizeof(templates) / sizeof(*templates), VARIED = 20 };

/* The same numbers each time. */
static unsigned draw(unsigned below_this)
{
	static uint64_t state = 20261123;

	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % below_this;
}

struct pair {
	char component[32], value[64];
};

struct varied {
	char name[256];
	struct pair pairs[8];
	size_t count;
};

static size_t digits(char *out, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		out[i] = (char)('0' + draw(10));
	out[count] = '\0';
	return count;
}

/* A well, spelt as the kind says; its name goes to `value`. */
static void make_well(char kind, char *out, char *value)
{
	const unsigned row = draw(kind == 'A' || kind == 'R' ? 32 : 16), column = draw(kind == 'A' ? 48 : 24) + 1;
	char letters[3] = {(char)('A' + row), '\0', '\0'};

	if (row >= 26) {
		letters[0] = 'A';
		letters[1] = (char)('A' + row - 26);
	}
	sprintf(value, "%s%02u", letters, column);
	if (kind == 'w')
		sprintf(out, "%c%02u", letters[0] + 'a' - 'A', column);
	else if (kind == 'R')
		sprintf(out, "%03u%03u", row + 1, column);
	else if (kind == 'r')
		sprintf(out, "r%02uc%02u", row + 1, column);
	else if (kind == '-')
		sprintf(out, "%s - %02u", letters, column);
	else if (kind == '_')
		sprintf(out, "%s_%02u", letters, column);
	else
		strcpy(out, value);
}

static void make_word(char *out)
{
	static const char *const words[] = {"DAPI", "FITC", "Plate", "p-1", "run_7", "x.y", "Cy5", "2016 week"};

	sprintf(out, "%s%u", words[draw(8)], draw(100));
}

static void make_uuid(char *out)
{
	const char *const hex = draw(2) ? "0123456789ABCDEF" : "0123456789abcdef";

	for (unsigned i = 0; i < 36; i++)
		out[i] = i == 8 || i == 13 || i == 18 || i == 23 ? '-' : hex[draw(16)];
	out[36] = '\0';
}

/* What stands for a placeholder, "component kind" without braces. */
static void make_piece(struct varied *varied, const char *placeholder, char *out)
{
	struct pair *const pair = &varied->pairs[varied->count];
	char kind[8] = "";

	if (*placeholder == 'U') {
		make_uuid(out);
		return;
	}
	cr_assert_eq(sscanf(placeholder, "%31[a-z_!] %7[^}]", pair->component, kind), 2, "%s", placeholder);
	if (strchr("WAwrR-_", *kind))
		make_well(*kind, out, pair->value);
	else if (*kind == 'P')
		make_word(strcpy(out, ""));
	else
		digits(out, (unsigned)atoi(kind));
	if (!strchr("WAwrR-_", *kind))
		strcpy(pair->value, out);
	varied->count++;
}

static void vary(const char *template, struct varied *varied)
{
	char *out = varied->name;

	varied->count = 0;
	while (*template) {
		if (*template != '{') {
			*out++ = *template ++;
			continue;
		}
		make_piece(varied, template + 1, out);
		out += strlen(out);
		template = strchr(template, '}') + 1;
	}
	*out = '\0';
}

/* Values that a name has besides what stands for the placeholder. */
static const char *whole_value(const char *convention, const struct pair *pair)
{
	static char text[128];

	if (strcmp(convention, "incell") == 0 && strcmp(pair->component, "channel") == 0)
		snprintf(text, sizeof(text), "%s - Blue", pair->value);
	else if (strcmp(pair->component, "plate!") == 0)
		snprintf(text, sizeof(text), "MFGTMP_%s", pair->value);
	else
		snprintf(text, sizeof(text), "%s", pair->value);
	return text;
}

static void expect_varied(const struct muster_data_set *set, const char *convention, const struct varied *varied)
{
	cr_assert(set, "%s: none", varied->name);
	cr_expect_str_eq(set->convention, convention, "%s: %s", varied->name, set->convention);
	cr_expect_eq(set->images, 1);
	for (size_t i = 0; i < varied->count; i++) {
		const bool is_plate = strcmp(varied->pairs[i].component, "plate!") == 0;
		const struct muster_dimension *const dimension =
			dimension_of(set, is_plate ? "plate" : varied->pairs[i].component);
		const char *const value = whole_value(convention, &varied->pairs[i]);
		cr_assert(dimension && dimension->count == 1, "%s: no %s", varied->name, varied->pairs[i].component);
		cr_expect_str_eq(dimension->values[0], value, "%s: %s is %s", varied->name, dimension->component,
						 dimension->values[0]);
	}
	cr_expect_eq(set->dimension_count, varied->count + (strcmp(convention, "bbbc022") == 0), "%s: %s", varied->name,
				 values_of(set));
}

Test(names, varied_ones_are_known_each_by_itself)
{
	static struct varied varied[TEMPLATES][VARIED];
	struct muster *muster;
	const struct muster_registry *registry;
	char path[512];

	for (size_t i = 0; i < TEMPLATES; i++)
		for (size_t k = 0; k < VARIED; k++) {
			vary(templates[i].template, &varied[i][k]);
			snprintf(path, sizeof(path), "%zu-%zu/%s", i, k, varied[i][k].name);
			put(path);
		}
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), TEMPLATES * VARIED + 1);
	for (size_t i = 0; i < TEMPLATES; i++)
		for (size_t k = 0; k < VARIED; k++) {
			snprintf(path, sizeof(path), "%zu-%zu", i, k);
			expect_varied(find_set(registry, path), templates[i].convention, &varied[i][k]);
		}
	muster_registry_release(registry);
	muster_close(muster);
}

Test(names, varied_ones_are_known_together)
{
	struct varied varied;
	struct muster *muster;
	const struct muster_registry *registry;
	char path[512];

	for (size_t i = 0; i < TEMPLATES; i++)
		for (size_t k = 0; k < VARIED; k++) {
			vary(templates[i].template, &varied);
			snprintf(path, sizeof(path), "%zu/%s", i, varied.name);
			put(path);
		}
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), TEMPLATES + 1, "one for each folder");
	for (size_t i = 0; i < TEMPLATES; i++) {
		snprintf(path, sizeof(path), "%zu", i);
		cr_assert_not_null(find_set(registry, path));
		cr_expect_str_eq(find_set(registry, path)->convention, templates[i].convention);
		cr_expect_eq(find_set(registry, path)->unexplained, 0);
		cr_expect_eq(find_set(registry, path)->images, VARIED, "%s: %llu", templates[i].template,
					 (unsigned long long)find_set(registry, path)->images);
	}
	muster_registry_release(registry);
	muster_close(muster);
}
