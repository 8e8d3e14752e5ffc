/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A plate of 384 wells, 9 sites, 5 channels and 20 planes: one more image is one folder read again. */

#include <fcntl.h>

#include "sets.h"

enum { WELLS = 384, SITES = 9, CHANNELS = 5, PLANES = 20, IMAGES = WELLS * SITES * CHANNELS * PLANES };

/* Where there is memory for it, as disks take a minute. */
static void make_fast_root(void)
{
	make_root_in(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
}

TestSuite(large, .init = make_fast_root, .fini = remove_root, .timeout = 300);

static void put_image(int folder, unsigned image)
{
	const unsigned plane = image % PLANES, channel = image / PLANES % CHANNELS;
	const unsigned site = image / PLANES / CHANNELS % SITES, well = image / PLANES / CHANNELS / SITES;
	char name[64];
	int file;

	snprintf(name, sizeof(name), "P_%c%02u_T0001F%03uL01A01Z%02uC%02u.tif", 'A' + well / 24, well % 24 + 1, site + 1,
			 plane + 1, channel + 1);
	file = openat(folder, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	cr_assert(file >= 0, "%s", name);
	close(file);
}

static size_t refresh(struct muster *muster)
{
	const char *const modules[] = {"components", NULL};
	struct muster_outcome *outcomes;
	size_t count, changed;

	cr_assert_eq(muster_refresh(muster, modules, 0, &outcomes, &count), MUSTER_OK, "%s", muster_last_message(muster));
	changed = outcomes[0].changed;
	muster_outcomes_free(outcomes, count);
	return changed;
}

static void expect_plate(struct muster *muster, uint64_t images, uint64_t missing)
{
	const struct muster_registry *const registry = get(muster);
	const struct muster_data_set *const set = find_set(registry, "plate");

	cr_assert(set);
	cr_expect_str_eq(set->convention, "cellvoyager");
	cr_expect_eq(set->images, images);
	cr_expect_eq(set->missing, missing);
	cr_expect_eq(dimension_of(set, "well")->count, WELLS);
	cr_expect_str_eq(dimension_of(set, "well")->values[WELLS - 1], "P24");
	muster_registry_release(registry);
}

Test(large, plate_is_read_again_by_folder)
{
	struct muster *const muster = open_muster(NULL);
	int folder;

	put("beside/P_A01_T0001F001L01A01Z01C01.tif");
	put("plate/notes.txt");
	folder = open(below("plate"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (unsigned image = 0; image < IMAGES - 1; image++)
		put_image(folder, image);
	usleep(40000);
	cr_expect_eq(refresh(muster), 3, "the folder of both, the plate, and what lies beside it");
	expect_plate(muster, IMAGES - 1, 1);
	put_image(folder, IMAGES - 1);
	usleep(40000);
	cr_expect_eq(refresh(muster), 1);
	expect_plate(muster, IMAGES, 0);
	cr_expect_eq(refresh(muster), 0);
	close(folder);
	muster_close(muster);
}
