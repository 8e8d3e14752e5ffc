/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "blob/assemble.h"

static enum muster_status write_section(struct blob_writer *writer, enum blob_section_id id, struct buffer *bytes)
{
	const enum muster_status status =
		bytes->failed ? problem_memory(&writer->problem) : blob_writer_section(writer, id, bytes->data, bytes->size);

	buffer_free(bytes);
	return status;
}

enum muster_status compose_body(struct blob_writer *writer, struct results *results, const struct sources *sources,
								size_t field_count)
{
	struct buffer bytes = {0};
	enum muster_status status = results_write(results, field_count, writer);

	if (status == MUSTER_OK) {
		sources_encode(sources, &bytes);
		status = write_section(writer, BLOB_SOURCES, &bytes);
	}
	return status == MUSTER_OK ? blob_writer_section(writer, BLOB_INDEX, NULL, 0) : status;
}

size_t compose_groups(const struct sources *sources)
{
	size_t count = 0;

	for (size_t i = 0; i < sources->count; i++)
		count += sources->items[i].group == i;
	return count;
}

enum muster_status compose_end(struct blob_writer *writer, const struct results *results, const struct sources *sources,
							   struct meta *meta)
{
	struct buffer bytes = {0};
	enum muster_status status;

	meta->entries = results->entry_count;
	meta->groups = compose_groups(sources);
	meta->sources = sources->count;
	meta->findings = results->finding_count;
	meta->raw_bytes = writer->raw;
	meta_encode(meta, &bytes);
	status = write_section(writer, BLOB_META, &bytes);
	return status == MUSTER_OK ? blob_writer_finish(writer, 0) : status;
}
