/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* host FOLDER: a program that keeps what it found in a cache of its own. It lists the files in FOLDER once, and again
 * only when a name in it changes; adds one entry by itself; and reads all of it back. */

#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include <muster/muster.h>

struct file {
	int64_t length; /* of its name */
};

static enum muster_status serialize(const void *item, struct muster_writer *writer, void *data)
{
	(void)data;
	return muster_write_integer(writer, "length", ((const struct file *)item)->length);
}

static enum muster_status deserialize(const struct muster_entry *entry, void *item, void *data)
{
	(void)data;
	((struct file *)item)->length = muster_entry_integer(entry, "length", 0);
	return MUSTER_OK;
}

static const struct muster_field fields[] = {{"length", MUSTER_TYPE_INTEGER, "Length of the name", MUSTER_FIELD_SHOWN},
											 {0}};

static enum muster_status discover(struct muster_batch *batch, void *folder)
{
	enum muster_status status = muster_batch_depend(batch, folder); /* before looking into it */
	DIR *open = opendir(folder);
	const struct dirent *entry;

	while (open && status == MUSTER_OK && (entry = readdir(open)))
		if (entry->d_name[0] != '.')
			status = muster_batch_add(batch, entry->d_name, &(struct file){(int64_t)strlen(entry->d_name)});
	if (open)
		closedir(open);
	printf("looked into %s\n", (const char *)folder);
	return status;
}

int main(int argc, char **argv)
{
	const struct muster_cache_options options = {.size = sizeof(options),
												 .name = "example-files",
												 .version = "1",
												 .summary = "Files in a folder",
												 .fields = fields,
												 .item_size = sizeof(struct file),
												 .serialize = serialize,
												 .deserialize = deserialize,
												 .max_age = INT64_C(7) * 24 * 3600,
												 .check_mtimes = MUSTER_CACHE_CHECK_ALL};
	const struct muster_registry *files = NULL;
	struct muster *muster = NULL;
	struct muster_cache *cache = NULL;
	struct muster_enum *names = NULL;
	bool done = argc == 2 && muster_open(&muster, NULL) == MUSTER_OK &&
				muster_cache_open(muster, &options, &cache) == MUSTER_OK &&
				muster_cache_get(cache, discover, argv[1], &files) == MUSTER_OK;

	muster_registry_release(files);
	files = NULL;
	done = done && muster_cache_put(cache, "added by hand", &(struct file){13}) == MUSTER_OK &&
		   muster_cache_load(cache, &files) == MUSTER_OK && muster_enum_make(files, NULL, &names) == MUSTER_OK;
	for (const struct muster_entry *e = done ? muster_registry_first(files) : NULL; e; e = muster_entry_next(e))
		printf("%s %s %d\n", muster_entry_key(e), muster_entry_identifier(e),
			   (int)((const struct file *)muster_entry_item(e))->length);
	if (!done)
		fprintf(stderr, "host: %s\n", muster ? muster_last_message(muster) : "usage: host FOLDER");
	muster_enum_close(names);
	muster_registry_release(files);
	muster_cache_close(cache);
	muster_close(muster);
	return !done;
}
