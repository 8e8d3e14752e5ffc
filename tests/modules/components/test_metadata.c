/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sets that hold metadata: OME-Zarr plates, and Harmony's index. */

#include "sets.h"

TestSuite(metadata, .init = make_root, .fini = remove_root, .timeout = 120);

/* ---- OME-Zarr -------------------------------------------------------------------------------------------------- */

#define PLATE                                                                                                          \
	"{\"name\": \"test\", \"rows\": [{\"name\": \"A\"}, {\"name\": \"B\"}],"                                           \
	" \"columns\": [{\"name\": \"1\"}, {\"name\": \"12\"}], \"wells\": ["                                              \
	"{\"path\": \"A/1\", \"rowIndex\": 0, \"columnIndex\": 0},"                                                        \
	"{\"path\": \"B/12\", \"rowIndex\": 1, \"columnIndex\": 1}]}"
#define IMAGES(second) "{\"images\": [{\"path\": \"0\", \"acquisition\": 1}" second "], \"version\": \"0.4\"}"
#define SCALES                                                                                                         \
	"\"multiscales\": [{\"axes\": [{\"name\": \"t\"}, {\"name\": \"c\"}, {\"name\": \"z\"}, {\"name\": \"y\"},"        \
	" {\"name\": \"x\"}], \"datasets\": [{\"path\": \"0\"}]}],"                                                        \
	" \"omero\": {\"channels\": [{\"label\": \"DAPI\"}, {\"label\": \"GFP\"}]}"

static void put_old_plate(const char *plate)
{
	char path[256];
	const struct {
		const char *name, *text;
	} files[] = {
		{".zgroup", "{\"zarr_format\": 2}"},
		{".zattrs", "{\"plate\": " PLATE "}"},
		{"A/1/.zattrs", "{\"well\": " IMAGES(", {\"path\": \"1\", \"acquisition\": 2}") "}"},
		{"B/12/.zattrs", "{\"well\": " IMAGES("") "}"},
		{"A/1/0/.zattrs", "{" SCALES "}"},
		{"A/1/0/0/.zarray", "{\"shape\": [1, 2, 5, 64, 64]}"},
		{"A/1/0/0/0/0/0/0/r01c01f01p01-ch1sk1fk1fl1.tiff", ""}, /* a chunk that nobody is to come to */
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", plate, files[i].name);
		put_text(path, files[i].text);
	}
}

Test(metadata, plates_of_zarr_are_sets)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_old_plate("plate.zarr");
	registry = get(muster);
	expect_set(registry, "plate.zarr", "ome-zarr",
			   "well=A01,B12 site=0,1 channel=0,1 z_index=0,1,2,3,4 timepoint=0 acquisition=1,2");
	set = find_set(registry, "plate.zarr");
	cr_assert(set);
	cr_expect_eq(set->images, 3);
	cr_expect_eq(set->missing, 1);
	cr_assert_eq(set->gap_count, 1);
	cr_expect_str_eq(set->gaps[0].text, "B12 lacks site 1");
	cr_expect_eq(set->sure, 1);
	cr_expect_str_eq(dimension_of(set, "channel")->labels[1], "GFP");
	cr_expect_not(dimension_of(set, "timepoint")->varies);
	cr_expect_eq(muster_count(registry), 2, "nothing in the plate is a set of its own");
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, plates_of_zarr_0_5_are_sets)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_text("p.zarr/zarr.json", "{\"node_type\": \"group\", \"attributes\": {\"ome\": {\"plate\": " PLATE "}}}");
	put_text("p.zarr/A/1/zarr.json", "{\"attributes\": {\"ome\": {\"well\": " IMAGES("") "}}}");
	put_text("p.zarr/B/12/zarr.json", "{\"attributes\": {\"ome\": {\"well\": " IMAGES("") "}}}");
	put_text("p.zarr/A/1/0/zarr.json", "{\"attributes\": {\"ome\": {" SCALES "}}}");
	put_text("p.zarr/A/1/0/0/zarr.json", "{\"node_type\": \"array\", \"shape\": [3, 2, 1, 64, 64]}");
	registry = get(muster);
	expect_set(registry, "p.zarr", "ome-zarr",
			   "well=A01,B12 site=0 channel=0,1 z_index=0 timepoint=0,1,2 acquisition=1");
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, images_of_zarr_are_not_gone_into_but_folders_of_plates_are)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_text("group.zarr/.zgroup", "{\"zarr_format\": 2}");
	put_text("group.zarr/.zattrs", "{\"note\": 1}");
	put_old_plate("group.zarr/inner");
	put_text("image.zarr/.zattrs", "{" SCALES "}");
	put("image.zarr/0/B02_s1_w1.TIF");
	put_text("array.zarr/.zarray", "{}");
	put("array.zarr/0/B02_s1_w1.TIF");
	registry = get(muster);
	cr_expect_eq(muster_count(registry), 2);
	cr_expect(find_set(registry, "group.zarr/inner"));
	muster_release(registry);
	muster_close(muster);
}

static size_t findings(struct muster *muster, const char *text)
{
	struct muster_state *state;
	size_t count = 0;

	cr_assert_eq(muster_examine(muster, "components", &state), MUSTER_OK);
	for (size_t i = 0; i < state->finding_count; i++)
		count += strstr(state->findings[i].text, text) != NULL;
	muster_state_free(state);
	return count;
}

Test(metadata, wells_without_metadata_are_missed)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_old_plate("plate.zarr");
	cr_assert_eq(unlink(below("plate.zarr/B/12/.zattrs")), 0);
	registry = get(muster);
	set = find_set(registry, "plate.zarr");
	cr_assert(set);
	cr_expect_eq(set->missing, 2);
	cr_assert_eq(set->gap_count, 1);
	cr_expect_str_eq(set->gaps[0].text, "B12 has no images");
	cr_expect_eq(findings(muster, "well B/12: no metadata of its images"), 1);
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, images_without_a_path_are_a_finding_and_the_others_stay)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_old_plate("plate.zarr");
	put_text("plate.zarr/B/12/.zattrs", "{\"well\": " IMAGES(", {\"acquisition\": 1}, {\"path\": \"../A/1/0\"}, "
															 "{\"path\": \"1\"}") "}");
	registry = get(muster);
	cr_expect_eq(find_set(registry, "plate.zarr")->images, 4);
	cr_expect_eq(find_set(registry, "plate.zarr")->missing, 0);
	cr_expect_eq(findings(muster, "B/12: image 1 has no path"), 1);
	cr_expect_eq(findings(muster, "B/12: image 2 has no path"), 1);
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, plates_are_read_again_when_a_well_changed)
{
	const char *const modules[] = {"components", NULL};
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	struct muster_outcome *outcomes;
	size_t count;

	put_old_plate("plate.zarr");
	put_old_plate("other.zarr");
	usleep(40000);
	muster_release(get(muster));
	put_text("plate.zarr/B/12/.zattrs", "{\"well\": " IMAGES(", {\"path\": \"1\"}") "}");
	cr_assert_eq(muster_refresh(muster, modules, 0, &outcomes, &count), MUSTER_OK);
	cr_expect_eq(outcomes[0].changed, 1);
	muster_outcomes_free(outcomes, count);
	registry = get(muster);
	cr_expect_eq(find_set(registry, "plate.zarr")->missing, 0);
	cr_expect_eq(find_set(registry, "other.zarr")->missing, 1);
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, paths_that_leave_the_plate_are_not_followed)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_text("outside/.zattrs", "{\"well\": " IMAGES("") "}");
	put_text("plate.zarr/.zattrs", "{\"plate\": {\"wells\": [{\"path\": \"../outside\"}, {\"path\": \"/etc\"}, "
								   "{\"path\": \"A//1\"}, {\"path\": 7}, 8]}}");
	registry = get(muster);
	cr_expect_null(find_set(registry, "plate.zarr"));
	cr_expect_eq(findings(muster, "a well has no path"), 5);
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, damaged_json_is_a_finding_at_every_length)
{
	const char *const text = "{\"plate\": " PLATE "}";
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const size_t length = strlen(text);
	char path[64], cut[1024];

	for (size_t i = 0; i < length; i++) {
		snprintf(path, sizeof path, "cut-%zu/.zattrs", i);
		snprintf(cut, sizeof cut, "%.*s", (int)i, text);
		put_text(path, cut);
	}
	registry = get(muster);
	cr_expect_eq(muster_count(registry), 1);
	cr_expect_eq(findings(muster, ".zattrs: line"), length);
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, lengths_that_lie_are_borne)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_old_plate("plate.zarr");
	put_text("plate.zarr/A/1/0/0/.zarray", "{\"shape\": [-5, 9000000000000000000, \"x\", 1, 1]}");
	registry = get(muster);
	set = find_set(registry, "plate.zarr");
	cr_assert(set);
	cr_expect_eq(dimension_of(set, "channel")->count, 65536);
	cr_expect_eq(dimension_of(set, "channel")->value_count, 4096);
	cr_expect_null(dimension_of(set, "timepoint"));
	muster_release(registry);
	muster_close(muster);
}

/* ---- Harmony --------------------------------------------------------------------------------------------------- */

#define IMAGE(url, row, column, field, channel)                                                                        \
	"<Image Version=\"1\"><id>1</id><State>Ok</State><URL>" url "</URL><Row>" row "</Row><Col>" column                 \
	"</Col><FieldID>" field "</FieldID><PlaneID>1</PlaneID><TimepointID>0</TimepointID><ChannelID>" channel            \
	"</ChannelID></Image>"
#define INDEX(images)                                                                                                  \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<EvaluationInputData xmlns=\"http://www.perkinelmer.com/\">"          \
	"<Wells><Well><id>0101</id><Row>1</Row><Col>1</Col><Image id=\"1\"/></Well></Wells>"                               \
	"<Maps><Map><Entry ChannelID=\"1\"><ChannelName>HOECHST 33342</ChannelName></Entry>"                               \
	"<Entry ChannelID=\"9\"><ChannelName>unused</ChannelName></Entry></Map></Maps>"                                    \
	"<Images>" images "</Images></EvaluationInputData>\n"

#define ONE   "r01c01f01p01-ch1sk1fk1fl1.tiff"
#define TWO   "r01c01f01p01-ch2sk1fk1fl1.tiff"
#define THREE "r02c11f01p01-ch1sk1fk1fl1.tiff"

Test(metadata, an_index_is_believed_before_names)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_text("Images/Index.idx.xml",
			 INDEX(IMAGE(ONE, "1", "1", "1", "1") IMAGE(TWO, "1", "1", "1", "2") IMAGE(THREE, "2", "11", "1", "1")
					   IMAGE("r02c11f01p01-ch2sk1fk1fl1.tiff", "2", "11", "1", "2")));
	put("Images/" ONE);
	put("Images/" TWO);
	put("Images/" THREE);
	put("Images/notes.txt");
	registry = get(muster);
	expect_set(registry, "Images", "opera-phenix", "well=A01,B11 site=1 channel=1,2 z_index=1 timepoint=0");
	set = find_set(registry, "Images");
	cr_assert(set);
	cr_expect_eq(set->images, 3);
	cr_expect_eq(set->sure, 1);
	cr_expect_eq(set->beside, 1);
	cr_expect_eq(set->unexplained, 1);
	cr_expect_eq(set->missing, 1);
	cr_assert_eq(set->gap_count, 1);
	cr_expect_str_eq(set->gaps[0].text, "B11 lacks channel 2");
	cr_expect_str_eq(dimension_of(set, "channel")->labels[0], "HOECHST 33342");
	cr_expect_null(dimension_of(set, "channel")->labels[1]);
	cr_expect(strstr(set->why, "Index.idx.xml lists 4 images; 1 of them are not there"), "%s", set->why);
	cr_expect_eq(muster_count(registry), 2);
	muster_release(registry);
	muster_close(muster);
}

/* What the index does not list is judged by its name. */
Test(metadata, what_an_index_does_not_list_is_another_set)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_text("Images/Index.idx.xml", INDEX(IMAGE(ONE, "1", "1", "1", "1")));
	put("Images/" ONE);
	put("Images/" TWO);
	registry = get(muster);
	cr_expect_eq(find_set(registry, "Images")->images, 1);
	expect_set(registry, "Images#2", "opera-phenix",
			   "well=A01 site=01 channel=2 z_index=01 timepoint=1 fast_kinetics=1 lifetime=1");
	muster_release(registry);
	muster_close(muster);
}

/* The URL before it is not taken for its own. */
Test(metadata, an_index_lists_what_has_a_url_of_any_length)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_text("Images/Index.idx.xml",
			 INDEX(IMAGE(ONE, "1", "1", "1", "1") IMAGE("", "1", "1", "1", "2") IMAGE("x", "1", "1", "1", "3")));
	put("Images/" ONE);
	registry = get(muster);
	expect_set(registry, "Images", "opera-phenix", "well=A01 site=1 channel=1,3 z_index=1 timepoint=0");
	set = find_set(registry, "Images");
	cr_assert(set);
	cr_expect(strstr(set->why, "Index.idx.xml lists 2 images; 1 of them are not there"), "%s", set->why);
	muster_release(registry);
	muster_close(muster);
}

/* Longer rows than any plate has are no names of wells. */
Test(metadata, an_index_may_name_rows_by_up_to_seven_letters)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_text("Images/Index.idx.xml", INDEX(IMAGE(ONE, "abcdefg", "1", "1", "1") IMAGE(TWO, "abcdefgh", "1", "1", "2")));
	put("Images/" ONE);
	put("Images/" TWO);
	registry = get(muster);
	expect_set(registry, "Images", "opera-phenix", "well=ABCDEFG01 site=1 channel=1,2 z_index=1 timepoint=0");
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, names_are_believed_where_the_index_is_damaged)
{
	const char *const text = INDEX(IMAGE(ONE, "1", "1", "1", "1"));
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const size_t length = strlen(text) - 1; /* without the last newline it is still whole */
	char path[64], cut[4096];

	for (size_t i = 0; i < length; i += 7) {
		snprintf(path, sizeof path, "cut-%zu/Index.idx.xml", i);
		snprintf(cut, sizeof cut, "%.*s", (int)i, text);
		put_text(path, cut);
		snprintf(path, sizeof path, "cut-%zu/" ONE, i);
		put(path);
	}
	registry = get(muster);
	for (size_t i = 0; i < length; i += 7) {
		snprintf(path, sizeof path, "cut-%zu", i);
		expect_set(registry, path, "opera-phenix",
				   "well=A01 site=01 channel=1 z_index=01 timepoint=1 fast_kinetics=1 lifetime=1");
	}
	cr_expect_eq(findings(muster, "the names of files are believed instead"), (length + 6) / 7);
	muster_release(registry);
	muster_close(muster);
}

Test(metadata, entities_in_an_index_are_refused)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_text("Images/Index.idx.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>");
	put("Images/" ONE);
	registry = get(muster);
	cr_expect_eq(find_set(registry, "Images")->images, 1);
	cr_expect_eq(findings(muster, "it declares entities"), 1);
	muster_release(registry);
	muster_close(muster);
}
