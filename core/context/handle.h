/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* An open muster: configuration, stores, and one slot for each module. */
#ifndef MUSTER_CONTEXT_INNER_H
#define MUSTER_CONTEXT_INNER_H

#include <pthread.h>
#include <stdatomic.h>

#include <muster/context.h>

#include "blob/stored_registry.h"
#include "config/config.h"
#include "module/loader.h"
#include "store/store.h"

/* One module, usable or not. */
struct slot {
	struct registry_owner owner; /* first, so that a registry leads back to its slot */
	struct muster *muster;
	const char *name, *path;
	pthread_mutex_t lock; /* one look-up at a time; the others find its registry */
	const struct muster_registry *registry;
	pthread_mutex_t loading;
	struct module_handle handle; /* in this process, for muster_entry_item() */
};

/* A discovery under way, for muster_cancel(). */
struct running {
	atomic_bool cancelled;
	struct running *next;
};

struct thread_message; /* the last message of one thread */

struct muster {
	atomic_size_t references; /* the host's, and one for each registry */
	struct config *config;
	struct config_options config_options; /* with copies of its strings, for the process that renews */
	struct store store;
	struct module_file *files;
	struct slot *slots;
	size_t slot_count;
	muster_log *log;
	void *log_data;
	muster_progress_callback *progress;
	void *progress_data;
	pthread_mutex_t telling; /* one callback at a time */
	pthread_mutex_t state;   /* of the two lists below */
	struct running *running;
	struct thread_message *messages;
};

/* Gives a reference back; registries hold one each. */
void context_release(struct muster *muster);

/* The module's slot; NULL with a message left. */
struct slot *context_slot(struct muster *muster, const char *name, struct problem *problem);

void context_log(struct muster *muster, enum muster_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* How a public call ends: returns @status. Unless that is MUSTER_OK, keeps the problem as this thread's last message
 * and logs it; a problem of another status becomes the sentence of @status. */
enum muster_status context_end(struct muster *muster, enum muster_status status, struct problem *problem);

/* The same for what is no error, but worth a reason. */
enum muster_status context_end_miss(struct muster *muster, enum muster_status status, struct problem *problem);

/* context_end() with the problem's own status. */
enum muster_status context_fail(struct muster *muster, struct problem *problem);

void context_running(struct muster *muster, struct running *running);
void context_done(struct muster *muster, struct running *running);

#endif
