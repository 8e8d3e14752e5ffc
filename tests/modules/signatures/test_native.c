/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Signatures of libraries, through a module that emits them as they are: of a library of our own, and of real ones
 * where their debug information is installed. ODD_TYPES, MODULES and WORKER are paths, from Meson. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <muster/muster.h>

static char folder[] = "/tmp/muster-natives-XXXXXX";
static char config[sizeof(folder) + 32];
static struct muster *muster;
static const struct muster_registry *natives;

static void prepare(void)
{
	cr_assert(mkdtemp(folder));
	snprintf(config, sizeof(config), "%s/muster.conf", folder);
}

static void tidy(void)
{
	char command[sizeof(folder) + 16];

	muster_registry_release(natives);
	muster_close(muster);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(natives, .init = prepare, .fini = tidy, .timeout = 60);

static void open_natives(const char *paths, const char *only)
{
	const struct muster_options options = {.size = sizeof(options), .config = config};
	FILE *const file = fopen(config, "w");

	cr_assert(file);
	fprintf(file, "[muster]\nmodules = %s\nworker = %s\nstore = %s/store\n[natives]\npaths = %s\n", MODULES, WORKER,
			folder, paths);
	if (only)
		fprintf(file, "only = %s\n", only);
	cr_assert_eq(fclose(file), 0);
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	cr_assert_eq(muster_get(muster, "natives", &natives), MUSTER_OK, "%s", muster_last_message(muster));
}

static const struct muster_entry *entry_of(const char *key)
{
	const struct muster_entry *const entry = muster_registry_find(natives, key);

	cr_assert(entry, "no %s", key);
	return entry;
}

static const char *parameter_of(const char *key, size_t index, size_t what)
{
	const struct muster_value *const list = muster_entry_field(entry_of(key), "parameters");
	const char *const text = muster_value_string(muster_value_at(muster_value_at(list, index), what));

	return text ? text : "";
}

Test(natives, are_functions_and_the_types_they_refer_to)
{
	open_natives(ODD_TYPES, NULL);
	cr_expect_str_eq(muster_entry_string(entry_of("libodd.so.1:odd_visit"), "declaration"),
					 "bool odd_visit(const cloud *c, visitor visit, void *data)");
	cr_expect_str_eq(muster_entry_string(entry_of("libodd.so.1:odd_visit"), "returns"), "bool");
	cr_expect_str_eq(parameter_of("libodd.so.1:odd_visit", 0, 0), "c");
	cr_expect_str_eq(parameter_of("libodd.so.1:odd_visit", 0, 1), "const cloud *");
	cr_expect_str_eq(parameter_of("libodd.so.1:odd_visit", 0, 2), "libodd.so.1:cloud");
	cr_expect_str_eq(parameter_of("libodd.so.1:odd_visit", 2, 2), "");
	cr_expect(muster_entry_boolean(entry_of("libodd.so.1:cloud"), "type", false));
	cr_expect_str_eq(muster_entry_string(entry_of("libodd.so.1:enum colour"), "declaration"),
					 "enum colour {\n\tRED = 0,\n\tGREEN = 5,\n\tBLUE = -1,\n};");
	cr_expect_str_eq(muster_entry_string(entry_of("libodd.so.1:odd_structs"), "definition"), "libodd.so.1:enum colour");
	cr_expect_str_eq(muster_entry_string(entry_of("libodd.so.1:odd_alias"), "symbol_version"), "ODD_2");
	cr_expect(muster_entry_boolean(entry_of("libodd.so.1:odd_format"), "variadic", false));
	cr_expect_null(muster_registry_find(natives, "libodd.so.1:cloud#2"), "a type is there once");
}

Test(natives, are_given_one_by_one)
{
	open_natives(ODD_TYPES, "libodd.so.1:odd_visit");
	cr_expect_not_null(muster_registry_find(natives, "libodd.so.1:odd_visit"));
	cr_expect_not_null(muster_registry_find(natives, "libodd.so.1:cloud"));
	cr_expect_eq(muster_registry_count(natives), 2);
}

/* ---- Real libraries -------------------------------------------------------------------------------------------- */

/* Compares prototypes, as their authors wrote them in the files that define them. */
static void expect_prototypes(const char *paths, const char *const (*prototypes)[2], size_t count)
{
	size_t i;

	open_natives(paths, NULL);
	if (muster_registry_count(natives) == 0)
		cr_skip_test("no debug information of %s is installed", paths);
	for (i = 0; i < count; i++) {
		const struct muster_entry *const entry = muster_registry_find(natives, prototypes[i][0]);
		cr_expect(entry, "no %s", prototypes[i][0]);
		if (entry)
			cr_expect_str_eq(muster_entry_string(entry, "declaration"), prototypes[i][1]);
	}
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

Test(natives, of_the_c_library)
{
	static const char *const prototypes[][2] = {
		{"libc.so.6:qsort", "void qsort(void *b, size_t n, size_t s, __compar_fn_t cmp)"},
		{"libc.so.6:bsearch",
		 "void *bsearch(const void *__key, const void *__base, size_t __nmemb, size_t __size, __compar_fn_t __compar)"},
		{"libc.so.6:signal", "__sighandler_t signal(int sig, __sighandler_t handler)"},
		{"libc.so.6:printf", "int printf(const char *format, ...)"},
		{"libc.so.6:fprintf", "int fprintf(FILE *stream, const char *format, ...)"},
		{"libc.so.6:fopen", "FILE *fopen(const char *filename, const char *mode)"},
		{"libc.so.6:strtol", "long strtol(const char *nptr, char **endptr, int base)"},
		{"libc.so.6:abort", "void abort(void)"},
		{"libc.so.6:getenv", "char *getenv(const char *name)"},
		{"libc.so.6:on_exit", "int on_exit(void (*func)(int, void *), void *arg)"},
		{"libc.so.6:glob", "int glob(const char *pattern, int flags, int (*errfunc)(const char *, int), "
						   "glob_t *pglob)"},
		{"libc.so.6:regcomp", "int regcomp(regex_t *restrict preg, const char *restrict pattern, int cflags)"},
		{"libc.so.6:getaddrinfo",
		 "int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **pai)"},
		{"libc.so.6:sigaction", "int sigaction(int sig, const struct sigaction *act, struct sigaction *oact)"},
		{"libc.so.6:strdup", "char *strdup(const char *s)"},
		{"libc.so.6:tsearch", "void *tsearch(const void *key, void **vrootp, __compar_fn_t compar)"},
		{"libc.so.6:div", "div_t div(int numer, int denom)"},
	};

	expect_prototypes("/lib/*/libc.so.6", prototypes, COUNT(prototypes));
}

Test(natives, of_libgsl)
{
	static const char *const prototypes[][2] = {
		{"libgsl.so.27:gsl_integration_qags",
		 "int gsl_integration_qags(const gsl_function *f, double a, double b, double epsabs, double epsrel, size_t "
		 "limit, gsl_integration_workspace *workspace, double *result, double *abserr)"},
		{"libgsl.so.27:gsl_sf_bessel_J0", "double gsl_sf_bessel_J0(const double x)"},
		{"libgsl.so.27:gsl_vector_alloc", "gsl_vector *gsl_vector_alloc(const size_t n)"},
		{"libgsl.so.27:gsl_matrix_get", "double gsl_matrix_get(const gsl_matrix *m, const size_t i, const size_t j)"},
		{"libgsl.so.27:gsl_root_fsolver_set",
		 "int gsl_root_fsolver_set(gsl_root_fsolver *s, gsl_function *f, double x_lower, double x_upper)"},
		{"libgsl.so.27:gsl_set_error_handler",
		 "gsl_error_handler_t *gsl_set_error_handler(gsl_error_handler_t *new_handler)"},
		{"libgsl.so.27:gsl_heapsort",
		 "void gsl_heapsort(void *data, size_t count, size_t size, gsl_comparison_fn_t compare)"},
		{"libgsl.so.27:gsl_fft_complex_radix2_forward",
		 "int gsl_fft_complex_radix2_forward(gsl_complex_packed_array data, const size_t stride, const size_t n)"},
		{"libgsl.so.27:gsl_rng_alloc", "gsl_rng *gsl_rng_alloc(const gsl_rng_type *T)"},
		{"libgsl.so.27:gsl_interp_eval", "double gsl_interp_eval(const gsl_interp *interp, const double *xa, const "
										 "double *ya, double x, gsl_interp_accel *a)"},
		{"libgsl.so.27:gsl_monte_vegas_integrate",
		 "int gsl_monte_vegas_integrate(gsl_monte_function *f, double *xl, double *xu, size_t dim, size_t calls, "
		 "gsl_rng *r, gsl_monte_vegas_state *state, double *result, double *abserr)"},
	};

	expect_prototypes("/usr/lib/*/libgsl.so.27", prototypes, COUNT(prototypes));
}

Test(natives, of_lua)
{
	static const char *const prototypes[][2] = {
		{"liblua5.4.so.0:lua_newstate", "lua_State *lua_newstate(lua_Alloc f, void *ud)"},
		{"liblua5.4.so.0:lua_load",
		 "int lua_load(lua_State *L, lua_Reader reader, void *data, const char *chunkname, const char *mode)"},
		{"liblua5.4.so.0:lua_pushfstring", "const char *lua_pushfstring(lua_State *L, const char *fmt, ...)"},
		{"liblua5.4.so.0:lua_atpanic", "lua_CFunction lua_atpanic(lua_State *L, lua_CFunction panicf)"},
		{"liblua5.4.so.0:lua_sethook", "void lua_sethook(lua_State *L, lua_Hook func, int mask, int count)"},
	};

	expect_prototypes("/usr/lib/*/liblua5.4.so.0", prototypes, COUNT(prototypes));
}
