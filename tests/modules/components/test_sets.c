/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Folders judged as a whole, what is missing in them, the enumerations, and what the operator says. */

#include "sets.h"

TestSuite(sets, .init = make_root, .fini = remove_root, .timeout = 120);

static void put_plate(const char *folder)
{
	char path[256];

	for (unsigned well = 2; well <= 7; well++)
		for (unsigned site = 1; site <= 2; site++)
			for (unsigned channel = 1; channel <= 3; channel++) {
				snprintf(path, sizeof(path), "%s/P_B%02u_s%u_w%u.TIF", folder, well, site, channel);
				put(path);
			}
}

static void drop(const char *path)
{
	cr_assert_eq(unlink(below(path)), 0, "%s", path);
}

Test(sets, say_what_varies_and_what_does_not)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_plate("plate");
	registry = get(muster);
	set = find_set(registry, "plate");
	cr_assert(set);
	cr_expect_str_eq(values_of(set), "plate=P well=B02,B03,B04,B05,B06,B07 site=1,2 channel=1,2,3");
	cr_expect_eq(set->images, 36);
	cr_expect_eq(set->missing, 0);
	cr_expect_eq(set->gap_count, 0);
	cr_expect_not(dimension_of(set, "plate")->varies);
	cr_expect(dimension_of(set, "site")->varies);
	cr_expect(set->sure > 0.9 && set->sure <= 1, "%f", set->sure);
	cr_expect_str_eq(set->why, "names of 36 of 36 files");
	cr_expect_str_eq(set->title, "ImageXpress");
	cr_expect_str_eq(set->path, below("plate"));
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, say_what_is_missing_in_few_words)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_plate("plate");
	drop("plate/P_B07_s1_w3.TIF");
	drop("plate/P_B07_s2_w3.TIF");
	drop("plate/P_B02_s2_w1.TIF");
	registry = get(muster);
	set = find_set(registry, "plate");
	cr_assert(set);
	cr_expect_eq(set->missing, 3);
	cr_assert_eq(set->gap_count, 2);
	cr_expect_str_eq(set->gaps[0].text, "B07 lacks channel 3");
	cr_assert_eq(set->gaps[0].coordinate_count, 2);
	cr_expect_str_eq(set->gaps[0].coordinates[0].component, "well");
	cr_expect_str_eq(set->gaps[0].coordinates[0].value, "B07");
	cr_expect_str_eq(set->gaps[0].coordinates[1].component, "channel");
	cr_expect_str_eq(set->gaps[0].coordinates[1].value, "3");
	cr_expect_str_eq(set->gaps[1].text, "B02 lacks site 2 channel 1");
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, leave_out_thumbnails_and_what_lies_beside)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put_plate("plate");
	put("plate/P_B02_s1_w1_thumb.TIF");
	put("plate/P_C09_s9_w9_thumb1C18C9F2-0F4B-4A36-9BFC-1F2A8D2C10E5.TIF");
	put("plate/P.HTD");
	put("plate/notes.txt");
	put("plate/IMG_0001.tif");
	put("plate/.DS_Store");
	registry = get(muster);
	set = find_set(registry, "plate");
	cr_assert(set);
	cr_expect_eq(set->images, 36);
	cr_expect_eq(set->thumbnails, 2);
	cr_expect_eq(set->beside, 1);
	cr_assert_eq(set->unexplained, 2);
	cr_expect_str_eq(set->unexplained_names[0], "IMG_0001.tif");
	cr_expect_str_eq(set->unexplained_names[1], "notes.txt");
	cr_expect_null(strstr(values_of(set), "C09"), "a thumbnail is no image of the set");
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, are_not_made_of_calibration_images)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put("plate/P_D08_T0001F001L01A01Z01C01.tif");
	put("plate/DC_sCMOS #1_CAM1.tif");
	put("plate/SC_BP445-45_40x_M10_CH01.tif");
	put("plate/MeasurementData.mlf");
	registry = get(muster);
	set = find_set(registry, "plate");
	cr_assert(set);
	cr_expect_eq(set->images, 1);
	cr_expect_eq(set->beside, 3);
	cr_expect_eq(set->unexplained, 0);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, of_two_conventions_in_a_folder_are_two)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put_plate("mixed");
	put("mixed/r01c01f01p01-ch1sk1fk1fl1.tiff");
	put("mixed/r01c01f01p01-ch2sk1fk1fl1.tiff");
	put("mixed/README");
	registry = get(muster);
	expect_set(registry, "mixed", "imagexpress", "plate=P well=B02,B03,B04,B05,B06,B07 site=1,2 channel=1,2,3");
	expect_set(registry, "mixed#2", "opera-phenix",
			   "well=A01 site=01 channel=1,2 z_index=01 timepoint=1 fast_kinetics=1 lifetime=1");
	cr_expect(find_set(registry, "mixed")->sure > find_set(registry, "mixed#2")->sure);
	cr_expect_eq(find_set(registry, "mixed")->unexplained, 1);
	cr_expect_eq(find_set(registry, "mixed#2")->unexplained, 0, "it is told once");
	muster_registry_release(registry);
	muster_close(muster);
}

#define UUID "8C18C9F2-0F4B-4A36-9BFC-1F2A8D2C10E5"

Test(sets, go_to_the_most_specific_convention_that_explains_all)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put("special/G10_s1_w1" UUID ".tif");
	put("special/G10_s1_w2" UUID ".tif");
	put("general/G10_s1_w1" UUID ".tif");
	put("general/G10_s1_w2.TIF");
	registry = get(muster);
	expect_set(registry, "special", "bbbc021", "well=G10 site=1 channel=1,2");
	cr_expect(strstr(find_set(registry, "special")->why, "imagexpress explains them too, which is less specific"));
	expect_set(registry, "general", "imagexpress", "well=G10 site=1 channel=1,2");
	cr_expect_null(find_set(registry, "general#2"));
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, take_from_folders_what_names_do_not_say)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put("p/TimePoint_3/ZStep_2/B02_s1_w1.TIF");
	put("p/TimePoint_4/B02_s1_w1.TIF");
	put("p/ZStep_5/B02_s1_w1.TIF");
	put("p/Well A05/DAPI - n000001.tif");
	put("p/1-Pos_000_001/img_000000000_DAPI_000.tif");
	registry = get(muster);
	expect_set(registry, "p/TimePoint_3/ZStep_2", "imagexpress", "well=B02 site=1 channel=1 z_index=2 timepoint=3");
	expect_set(registry, "p/TimePoint_4", "imagexpress", "well=B02 site=1 channel=1 timepoint=4");
	expect_set(registry, "p/ZStep_5", "imagexpress", "well=B02 site=1 channel=1 z_index=5");
	expect_set(registry, "p/Well A05", "bd-pathway", "well=A05 site=000001 channel=DAPI");
	expect_set(registry, "p/1-Pos_000_001", "micro-manager-1.4",
			   "site=000_001 channel=DAPI z_index=000 timepoint=000000000");
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, values_come_in_the_order_of_numbers_and_plates)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;

	put("plate/AA01_s10_w1.TIF");
	put("plate/B02_s9_w1.TIF");
	put("plate/Z48_s1_w1.TIF");
	put("plate/b10_s2_w1.TIF");
	registry = get(muster);
	expect_set(registry, "plate", "imagexpress", "well=B02,B10,Z48,AA01 site=1,2,9,10 channel=1");
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, wavelengths_that_follow_from_channels_leave_no_gaps)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put("plate/B_03_f0001_c00_x405_m450_z001_t000.tif");
	put("plate/B_03_f0001_c01_x488_m525_z001_t000.tif");
	put("plate/B_04_f0001_c00_x405_m450_z001_t000.tif");
	registry = get(muster);
	set = find_set(registry, "plate");
	cr_assert(set);
	cr_expect_eq(set->missing, 1);
	cr_assert_eq(set->gap_count, 1);
	cr_expect_str_eq(set->gaps[0].text, "B04 lacks channel 01");
	cr_expect(dimension_of(set, "excitation")->varies);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, what_some_images_lack_makes_no_combinations)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	const struct muster_data_set *set;

	put("plate/B02_s1.TIF");
	put("plate/B03_s1_w2.TIF");
	registry = get(muster);
	set = find_set(registry, "plate");
	cr_assert(set);
	cr_expect(dimension_of(set, "channel")->varies);
	cr_expect_eq(dimension_of(set, "channel")->count, 1);
	cr_expect_eq(set->missing, 0);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, are_none_where_photos_lie)
{
	static const char *const photos[] = {"IMG_0001.JPG",
										 "IMG_20190302_123456.jpg",
										 "DSC_0042.NEF",
										 "P1010001.JPG",
										 "2014-01-02 12.00.00.jpg",
										 "Rom - 12.tif",
										 "scan0001.tif",
										 "A1.tif",
										 "A01.tif",
										 "s1_w1.tif",
										 "DSCF1234.RAF",
										 "PICT0001.TIF",
										 "WhatsApp Image - 1.jpg",
										 "DJI_0001.DNG",
										 "B02 (1).tif"};
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	char path[256];

	for (size_t i = 0; i < sizeof(photos) / sizeof(*photos); i++) {
		snprintf(path, sizeof(path), "holiday/%s", photos[i]);
		put(path);
	}
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), 1, "the enumerations and nothing else");
	muster_registry_release(registry);
	muster_close(muster);
}

static size_t findings(const char *text)
{
	struct muster *const muster = open_muster(NULL);
	struct muster_state *state;
	size_t count;

	muster_registry_release(get(muster));
	cr_assert_eq(muster_examine(muster, "components", &state), MUSTER_OK);
	count = state->finding_count;
	for (size_t i = 0; i < count; i++)
		cr_expect(strstr(state->findings[i].text, text), "%s", state->findings[i].text);
	muster_state_free(state);
	muster_close(muster);
	return count;
}

Test(sets, of_no_known_convention_are_a_finding)
{
	static const char text[] = "no convention explains any of its 24 TIFF images, such as image of 01.TIF";
	char path[256];

	put("strange/notes.txt");
	for (int i = 1; i <= 24; i++) {
		snprintf(path, sizeof(path), "strange/image of %02d.TIF", i);
		put(path);
		if (i == 23) {
			usleep(40000);
			cr_expect_eq(findings(text), 0);
		}
	}
	cr_expect_eq(findings(text), 1);
}

Test(sets, are_read_again_by_folder)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *registry;
	struct muster_outcome *outcomes;
	const char *const modules[] = {"components", NULL};
	size_t count;

	put_plate("one");
	put_plate("two");
	usleep(40000);
	muster_registry_release(get(muster));
	put("two/P_B08_s1_w1.TIF");
	cr_assert_eq(muster_refresh(muster, modules, 0, &outcomes, &count), MUSTER_OK);
	cr_assert_eq(count, 1);
	cr_expect_eq(outcomes[0].changed, 1, "%zu", (size_t)outcomes[0].changed);
	muster_outcomes_free(outcomes, count);
	registry = get(muster);
	cr_expect_eq(find_set(registry, "one")->images, 36);
	cr_expect_eq(find_set(registry, "two")->images, 37);
	cr_expect_eq(find_set(registry, "two")->missing, 5);
	muster_registry_release(registry);
	muster_close(muster);
}

/* ---- enumerations ---------------------------------------------------------------------------------------------- */

static void expect_list(const struct muster_component_list *list, const char *wanted)
{
	char text[1024] = "";

	for (size_t i = 0; i < list->count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i ? " " : "", list->names[i]);
	cr_expect_str_eq(text, wanted, "%s", text);
}

static const struct muster_component_enumerations *enumerations_of(const struct muster_registry *registry)
{
	const struct muster_entry *const entry = muster_registry_find(registry, "enumerations");
	const struct muster_components *const item = entry ? muster_entry_item(entry) : NULL;

	cr_assert(item && item->enumerations && !item->data_set);
	return item->enumerations;
}

#define EXTRA "acquisition action emission excitation fast_kinetics lifetime timeline"

Test(sets, enumerations_are_there_without_any)
{
	struct muster *const muster = open_muster(NULL);
	const struct muster_registry *const registry = get(muster);
	const struct muster_component_enumerations *const enumerations = enumerations_of(registry);

	cr_expect_str_eq(enumerations->multiprocessing_axis, "well");
	expect_list(&enumerations->all, "plate well site channel z_index timepoint " EXTRA);
	expect_list(&enumerations->variable, "plate site channel z_index timepoint " EXTRA);
	expect_list(&enumerations->group_by, "plate site channel z_index timepoint " EXTRA " none");
	expect_list(&enumerations->sequential, "plate site channel z_index timepoint " EXTRA);
	expect_list(&enumerations->chosen_variable, "");
	cr_expect_null(enumerations->chosen_group_by);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(sets, enumerations_are_fields_of_an_enum)
{
	struct muster *const muster = open_muster(NULL);
	struct muster_enum *enumeration;
	size_t place;

	cr_assert_eq(muster_enum_open(muster, "components", "group_by", 0, &enumeration), MUSTER_OK, "%s",
				 muster_last_message(muster));
	cr_expect_eq(muster_enum_count(enumeration), 13);
	cr_expect(muster_enum_find(enumeration, "none", &place));
	cr_expect_not(muster_enum_find(enumeration, "well", &place));
	cr_assert(muster_enum_find(enumeration, "z_index", &place));
	cr_expect_str_eq(muster_enum_identifier(enumeration, place), "Z_INDEX");
	muster_enum_close(enumeration);
	muster_close(muster);
}

Test(sets, enumerations_follow_the_axis_and_the_operators_conventions)
{
	const char *const further[] = {"components.multiprocessing_axis=plate", "components.variable=site z_index",
								   "components.group_by=channel",
								   "components:own.pattern=(?<well>$WELL)-(?<dose>\\d+)uM\\.png", NULL};
	struct muster *const muster = open_muster(further);
	const struct muster_registry *registry;
	const struct muster_component_enumerations *enumerations;

	put("plate/C04-10uM.png");
	put("plate/C04-2uM.png");
	registry = get(muster);
	expect_set(registry, "plate", "own", "well=C04 dose=2,10");
	enumerations = enumerations_of(registry);
	cr_expect_str_eq(enumerations->multiprocessing_axis, "plate");
	expect_list(&enumerations->variable,
				"well site channel z_index timepoint acquisition action dose emission excitation "
				"fast_kinetics lifetime timeline");
	expect_list(&enumerations->chosen_variable, "site z_index");
	cr_expect_str_eq(enumerations->chosen_group_by, "channel");
	muster_registry_release(registry);
	muster_close(muster);
}

static void expect_refused(const char *first, const char *second, const char *wanted)
{
	const char *const further[] = {first, second, NULL};
	struct muster *const muster = open_muster(further);
	const struct muster_registry *registry;

	cr_expect_eq(muster_get(muster, "components", &registry), MUSTER_BAD_CONFIG, "%s", first);
	cr_expect(strstr(muster_last_message(muster), wanted), "%s", muster_last_message(muster));
	muster_close(muster);
}

Test(sets, wrong_choices_and_conventions_are_refused_in_clear_words)
{
	expect_refused("components.variable=site channel", "components.group_by=channel",
				   "'channel' is among `variable` already: a component cannot be variable and group-by at once");
	expect_refused("components.group_by=well", NULL, "'well' is none of plate, site, channel");
	expect_refused("components.variable=colour", NULL, "'colour' is none of");
	expect_refused("components.multiprocessing_axis=wel", NULL, "'wel' is none of plate, well");
	expect_refused("components:own.pattern=(?<well>", NULL, "character");
	expect_refused("components:own.pattern=x", NULL, "no group names a component");
	expect_refused("components:own.rank=1", NULL, "a convention of names needs one");
	expect_refused("components:opera.roles=roww=row", NULL, "no expression has a group 'roww'");
	expect_refused("components:opera.roles=row", NULL, "GROUP=ROLE is wanted");
	expect_refused("components:opera.roles=site=Field", NULL, "'Field' is no name of a component");
	expect_refused("components:opera.reader=tiff", NULL, "names or ome-zarr");
	expect_refused("components:opera.index=a/b", NULL, "without a folder");
}

Test(sets, choices_without_conventions_are_refused_in_clear_words)
{
	const char *const further[] = {"components.multiprocessing_axis=site", "components.group_by=channel", NULL};
	struct muster *const muster = open_configured("/dev/null", further);
	const struct muster_registry *registry;

	cr_expect_eq(muster_get(muster, "components", &registry), MUSTER_BAD_CONFIG);
	cr_expect(strstr(muster_last_message(muster), "is no component: no convention is configured"), "%s",
			  muster_last_message(muster));
	muster_close(muster);
}

Test(sets, choices_of_hosts_are_checked_by_the_same_rule)
{
	const char *const variable[] = {"site", "channel", NULL};

	cr_expect_str_eq(muster_components_clash(variable, "channel"), "channel");
	cr_expect_null(muster_components_clash(variable, "z_index"));
	cr_expect_null(muster_components_clash(variable, "none"));
	cr_expect_null(muster_components_clash(variable, NULL));
	cr_expect_null(muster_components_clash(NULL, "channel"));
}

Test(sets, conventions_are_switched_off)
{
	const char *const further[] = {"components:imagexpress.enabled=no", NULL};
	struct muster *const muster = open_muster(further);
	const struct muster_registry *registry;

	put_plate("plate");
	registry = get(muster);
	cr_expect_null(find_set(registry, "plate"));
	muster_registry_release(registry);
	muster_close(muster);
}
