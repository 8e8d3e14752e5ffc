/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The module as a host meets it: the vendor's kinds, and files below a root of our own. */

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <muster/muster.h>
#include <muster/plugins.h>

enum { PATH_SIZE = 4096, OVERRIDES_MAX = 16 };

static char root[PATH_SIZE];

/* Makes all folders on the way to `path`, which is below the root. */
static void make_folders(const char *path)
{
	char folder[PATH_SIZE * 2];
	const char *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		snprintf(folder, sizeof(folder), "%s%.*s", root, (int)(slash - path), path);
		mkdir(folder, 0755);
	}
}

static void write_file(const char *path, const void *bytes, size_t size)
{
	char whole[PATH_SIZE * 2];
	FILE *file;

	make_folders(path);
	snprintf(whole, sizeof(whole), "%s%s", root, path);
	file = fopen(whole, "w");
	cr_assert_not_null(file, "%s", whole);
	cr_assert_eq(fwrite(bytes, 1, size, file), size);
	cr_assert_eq(fclose(file), 0);
}

static void write_text(const char *path, const char *text)
{
	write_file(path, text, strlen(text));
}

static char *read_fixture(const char *name, size_t *size)
{
	static char bytes[1 << 20];
	char path[PATH_SIZE];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.so", FIXTURES, name);
	file = fopen(path, "r");
	cr_assert_not_null(file, "%s", path);
	*size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return bytes;
}

/* Puts a copy of a fixture below the root. */
static void put(const char *fixture, const char *path)
{
	size_t size;
	const char *const bytes = read_fixture(fixture, &size);

	write_file(path, bytes, size);
}

static void make_root(void)
{
	snprintf(root, sizeof(root), "%s/root-XXXXXX", FIXTURES);
	cr_assert_not_null(mkdtemp(root));
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about, (void)kind, (void)place;
	return remove(path);
}

static void remove_root(void)
{
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

TestSuite(plugins, .init = make_root, .fini = remove_root, .timeout = 60);

/* With the vendor's kinds and with further settings. */
static struct muster *open_muster(const char *const *further)
{
	static char texts[4][PATH_SIZE + 64];
	const char *overrides[OVERRIDES_MAX] = {"muster.worker=" WORKER, "plugins.multiarch=/usr/lib/fixture"};
	size_t count = 2, i;
	struct muster *muster;
	struct muster_options options = {.size = sizeof(options), .config = KINDS, .overrides = overrides};

	snprintf(texts[0], sizeof(texts[0]), "muster.modules=%s", MODULES);
	snprintf(texts[1], sizeof(texts[1]), "muster.store=%s/store", root);
	snprintf(texts[2], sizeof(texts[2]), "muster.system_store=%s/system-store", root);
	snprintf(texts[3], sizeof(texts[3]), "plugins.paths=%s", root);
	for (i = 0; i < 4; i++)
		overrides[count++] = texts[i];
	for (i = 0; further && further[i]; i++)
		overrides[count++] = further[i];
	cr_assert_eq(muster_open(&muster, &options), MUSTER_OK);
	return muster;
}

static const struct muster_registry *get(struct muster *muster)
{
	const struct muster_registry *registry;

	cr_assert_eq(muster_get(muster, "plugins", &registry), MUSTER_OK, "%s", muster_last_message(muster));
	return registry;
}

/* A file, where it is put, and the entry that it makes; NULL: none. */
struct row {
	const char *fixture, *path, *key;
};

#define M "/usr/lib/fixture"

static const struct row right[] = {
	{"alsa", M "/alsa-lib/libasound_module_pcm_fixture.so", "alsa/libasound_module_pcm_fixture"},
	{"apache", "/usr/lib/apache2/modules/mod_fixture.so", "apache/mod_fixture"},
	{"clap", "/usr/lib/clap/maker/fixture.clap", "clap/fixture"},
	{"gconv", M "/gconv/FIXTURE.so", "gconv/FIXTURE"},
	{"gdk-pixbuf", M "/gdk-pixbuf-2.0/2.10.0/loaders/libfixture.so", "gdk-pixbuf/libfixture"},
	{"gegl", M "/gegl-0.4/fixture.so", "gegl/fixture"},
	{"gimp", "/usr/lib/gimp/2.0/modules/fixture.so", "gimp/fixture"},
	{"gio", M "/gio/modules/libgiofixture.so", "gio/libgiofixture"},
	{"gstreamer", M "/gstreamer-1.0/libgstfixture.so", "gstreamer/libgstfixture"},
	{"imagemagick", M "/ImageMagick-6.9.11/modules-Q16/coders/fixture.so", "imagemagick/fixture"},
	{"ladspa", "/usr/lib/ladspa/fixture_1.so", "ladspa/fixture_1"},
	{"lua", M "/lua/5.4/fix/ture.so", "lua/ture"},
	{"lv2", "/usr/lib/lv2/fixture.lv2/fixture.so", "lv2/fixture"},
	{"lv2-both", "/usr/lib/lv2/both.lv2/both.so", "lv2/both"},
	{"lv2-both", "/usr/lib/lv2/both.lv2/both.so", "lv2-ui/both"},
	{"nginx", "/usr/lib/nginx/modules/ngx_fixture.so", "nginx/ngx_fixture"},
	{"node", M "/nodejs/fixture/build/Release/fixture.node", "node/fixture"},
	{"node-old", "/usr/share/nodejs/old.node", "node/old"},
	{"nss", M "/libnss_fixture.so.2", "nss/fixture"},
	{"openssl-engine", M "/engines-3/fixture.so", "openssl-engine/fixture"},
	{"openssl-provider", M "/ossl-modules/fixture.so", "openssl-provider/fixture"},
	{"pam", "/lib/fixture/security/pam_fixture.so", "pam/pam_fixture"},
	{"php", "/usr/lib/php/20220829/fixture.so", "php/fixture"},
	{"pipewire", M "/pipewire-0.3/libpipewire-module-fixture.so", "pipewire/libpipewire-module-fixture"},
	{"postgresql", "/usr/lib/postgresql/15/lib/fixture.so", "postgresql/fixture"},
	{"python", "/usr/lib/python3/dist-packages/a/b/_fixture.cpython-311-fixture.so", "python-extension/_fixture"},
	{"python", "/usr/lib/python3.11/lib-dynload/_fixture.so", "python-extension/_fixture#2"},
	{"qt5", M "/qt5/plugins/imageformats/libqfixture.so", "qt5/libqfixture"},
	{"qt6", M "/qt6/plugins/imageformats/libqfixture.so", "qt6/libqfixture"},
	{"sasl", M "/sasl2/libfixture.so", "sasl/libfixture"},
	{"spa", M "/spa-0.2/fix/libspa-fixture.so", "spa/libspa-fixture"},
	{"sqlite", M "/mod_fixture.so", "sqlite/mod_fixture"},
	{"vlc", M "/vlc/plugins/codec/libfixture_plugin.so", "vlc/libfixture_plugin"},
	{"vst2", "/usr/lib/vst/fixture.so", "vst2/fixture"},
	{"vst2-old", "/usr/lib/lxvst/old.so", "vst2/old"},
	{"vst3", "/usr/lib/vst3/fixture.vst3/Contents/x86_64-linux/fixture.so", "vst3/fixture"},
	{"wireshark", M "/wireshark/plugins/4.0/epan/fixture.so", "wireshark/fixture"},
	{"xtables", M "/xtables/libxt_fixture.so", "xtables/libxt_fixture"},
};

/* Each lies where plug-ins of a kind lie, but is none; or is one, but lies elsewhere. */
static const struct row wrong[] = {
	{"empty", M "/gstreamer-1.0/libempty.so", NULL},
	{"gstreamer-longer", M "/gstreamer-1.0/liblonger.so", NULL},
	{"gstreamer-wanted", M "/gstreamer-1.0/libwanted.so", NULL},
	{"gstreamer", M "/gstreamer-1.0/deeper/libdeeper.so", NULL},
	{"gstreamer", M "/gstreamer-1.0/libother.so.0", NULL},
	{"gstreamer", M "/libgstfixture.so", NULL},
	{"apache", M "/mod_module.so", NULL},
	{"apache-wrong", "/usr/lib/apache2/modules/mod_wrong.so", NULL},
	{"apache-function", "/usr/lib/apache2/modules/mod_function.so", NULL},
	{"gdk-pixbuf-half", M "/gdk-pixbuf-2.0/2.10.0/loaders/half.so", NULL},
	{"nginx-half", "/usr/lib/nginx/modules/half.so", NULL},
	{"wireshark-half", M "/wireshark/plugins/4.0/epan/half.so", NULL},
	{"xtables-itself", M "/xtables/libxtables.so", NULL},
	{"python", "/usr/lib/python3/dist-packages/fixture.so", NULL},
	{"nss", M "/libnss_other.so.2", NULL},
	{"nss", M "/libnss_fixture.so.1", NULL},
	{"qt5", M "/qt6/plugins/libqt5.so", NULL},
	{"qt6", M "/qt5/plugins/libqt6.so", NULL},
};

Test(plugins, knows_every_kind)
{
	const size_t count = sizeof(right) / sizeof(right[0]);
	struct muster *muster;
	const struct muster_registry *registry;
	size_t i;

	for (i = 0; i < count; i++)
		put(right[i].fixture, right[i].path);
	muster = open_muster(NULL);
	registry = get(muster);
	for (i = 0; i < count; i++)
		cr_expect_not_null(muster_registry_find(registry, right[i].key), "%s is missing", right[i].key);
	cr_expect_eq(muster_registry_count(registry), count);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(plugins, takes_nothing_else_for_one)
{
	struct muster *muster;
	const struct muster_registry *registry;
	const struct muster_entry *entry;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		put(wrong[i].fixture, wrong[i].path);
	muster = open_muster(NULL);
	registry = get(muster);
	for (entry = muster_registry_first(registry); entry; entry = muster_entry_next(entry))
		cr_expect(false, "%s", muster_entry_key(entry));
	cr_expect_eq(muster_registry_count(registry), 0);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(plugins, has_a_kind_for_each_section)
{
	char line[1024], kind[64], key[65];
	FILE *const file = fopen(KINDS, "r");
	size_t i, found, sections = 0;

	cr_assert_not_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "[plugins:%63[^]]]", kind) != 1)
			continue;
		sections++;
		snprintf(key, sizeof(key), "%s/", kind);
		for (i = found = 0; i < sizeof(right) / sizeof(right[0]); i++)
			found += strncmp(right[i].key, key, strlen(key)) == 0;
		cr_expect(found > 0 || strcmp(kind, "python-entry-point") == 0 || strcmp(kind, "python-class") == 0,
				  "no fixture is of the kind %s", kind);
	}
	cr_expect_gt(sections, 30);
	fclose(file);
}

static const struct muster_plugin *item_of(const struct muster_registry *registry, const char *key)
{
	const struct muster_entry *const entry = muster_registry_find(registry, key);
	const struct muster_plugin *item;

	cr_assert_not_null(entry, "%s", key);
	item = muster_entry_item(entry);
	cr_assert_not_null(item, "%s", key);
	return item;
}

static void expect_qt_item(const struct muster_plugin *item)
{
	cr_expect_str_eq(item->name, "libqfixture");
	cr_expect_str_eq(item->symbol, "qt_plugin_instance");
	cr_expect_str_eq(item->qt_iid, "org.fixture.Iface");
	cr_expect_str_eq(item->qt_class, "Fixture");
	cr_assert_eq(item->package_count, 4); /* the epoch is no text */
	cr_expect_str_eq(item->package[2].name, "name");
	cr_expect_str_eq(item->package[2].value, "one");
	cr_assert_eq(item->dlopen_count, 2);
	cr_expect_str_eq(item->dlopens[0].feature, "deflate");
	cr_expect_str_eq(item->dlopens[0].description, "Packs");
	cr_expect_str_eq(item->dlopens[0].priority, "suggested");
	cr_assert_eq(item->dlopens[0].soname_count, 2);
	cr_expect_str_eq(item->dlopens[0].sonames[1], "libz.so.1");
	cr_assert_eq(item->dlopens[1].soname_count, 1);
	cr_expect_str_eq(item->dlopens[1].sonames[0], "libm.so.6");
	cr_expect_null(item->dlopens[1].feature);
}

Test(plugins, gives_hosts_a_struct)
{
	struct muster *muster;
	const struct muster_registry *registry;
	const struct muster_plugin *item;

	put("qt5", M "/qt5/plugins/imageformats/libqfixture.so");
	put("qt6", M "/qt6/plugins/imageformats/libqfixture.so");
	put("linked", M "/mine/linked.so");
	muster =
		open_muster((const char *const[]){"plugins:mine.folders=$M/mine", "plugins:mine.symbol=fixture_first", NULL});
	registry = get(muster);
	item = item_of(registry, "qt5/libqfixture");
	cr_expect_str_eq(item->kind, "qt5");
	cr_expect_str_eq(item->path + strlen(root), M "/qt5/plugins/imageformats/libqfixture.so");
	expect_qt_item(item);
	expect_qt_item(item_of(registry, "qt6/libqfixture"));
	item = item_of(registry, "mine/linked");
	cr_expect_str_eq(item->soname, "libfixture.so.1");
	cr_expect_str_eq(item->runpath, "/fixture/lib:$ORIGIN");
	cr_expect_str_eq(item->build_id, "00112233445566778899aabbccddeeff");
	cr_assert_gt(item->needed_count, 0);
	cr_expect_str_eq(item->needed[0], "libm.so.6");
	cr_expect_gt(item->size, 1000);
	cr_expect_null(item->group);
	muster_registry_release(registry);
	muster_close(muster);
}

/* The URIs of an entry, each followed by a blank. */
static void expect_uris(const struct muster_registry *registry, const char *key, const char *expected)
{
	const struct muster_value *const uris = muster_entry_field(muster_registry_find(registry, key), "lv2_uri");
	char found[1024] = "";
	size_t i;

	for (i = 0; i < muster_value_count(uris); i++) {
		strcat(found, muster_value_string(muster_value_at(uris, i)));
		strcat(found, " ");
	}
	cr_expect_str_eq(found, expected, "%s: %s", key, found);
}

#define LV2 "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .\n"

Test(plugins, reads_manifests_and_watches_them)
{
	struct muster *muster;
	const struct muster_registry *registry;
	struct muster_outcome *outcomes;
	size_t count;

	put("lv2-both", "/usr/lib/lv2/a.lv2/a.so");
	write_text("/usr/lib/lv2/a.lv2/manifest.ttl",
			   LV2 "<urn:one> a lv2:Plugin ; lv2:binary <a.so> .\n<urn:two> a lv2:Plugin ; lv2:binary <a.so> .\n"
				   "<urn:face> a ui:X11UI ; lv2:binary <a.so> .\n<urn:far> a lv2:Plugin ; lv2:binary <b.so> .\n");
	muster = open_muster(NULL);
	registry = get(muster);
	expect_uris(registry, "lv2/a", "urn:one urn:two ");
	expect_uris(registry, "lv2-ui/a", "urn:face ");
	muster_registry_release(registry);
	write_text("/usr/lib/lv2/a.lv2/manifest.ttl", LV2 "<urn:new> a lv2:Plugin ; lv2:binary <a.so> .\n");
	cr_assert_eq(muster_refresh(muster, (const char *const[]){"plugins", NULL}, 0, &outcomes, &count), MUSTER_OK);
	cr_expect(count == 1 && outcomes[0].discovered);
	muster_outcomes_free(outcomes, count);
	registry = get(muster);
	expect_uris(registry, "lv2/a", "urn:new ");
	muster_registry_release(registry);
	muster_close(muster);
}

#define DIST "/usr/lib/python3/dist-packages/"

Test(plugins, reads_entry_points_of_python)
{
	struct muster *muster;
	const struct muster_registry *registry;
	const struct muster_plugin *item;

	write_text(DIST "demo-1.2.dist-info/entry_points.txt", "[demo.plugins]\none = demo.one:One\n\n[gui]\none=demo\n");
	write_text(DIST "demo-1.2.dist-info/METADATA", "Metadata-Version: 2.1\nName: Demo\nVersion: 1.2\n\nText\n");
	write_text(DIST "egg-3.egg-info/entry_points.txt", "[demo.plugins]\none = egg:main\n");
	write_text(DIST "egg-3.egg-info/PKG-INFO", "Name: egg\nVersion: 3\n");
	write_text(DIST "bare.dist-info/entry_points.txt", "[demo.plugins]\ntwo = bare:main\n");
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), 4);
	item = item_of(registry, "python-entry-point/demo.plugins/one");
	cr_expect_str_eq(item->name, "one");
	cr_expect_str_eq(item->group, "demo.plugins");
	cr_expect_str_eq(item->object, "demo.one:One");
	cr_expect_str_eq(item->distribution, "Demo");
	cr_expect_str_eq(item->version, "1.2");
	cr_expect_null(item->symbol);
	cr_expect_str_eq(item_of(registry, "python-entry-point/demo.plugins/one#2")->distribution, "egg");
	cr_expect_str_eq(item_of(registry, "python-entry-point/gui/one")->object, "demo");
	cr_expect_null(item_of(registry, "python-entry-point/demo.plugins/two")->distribution);
	muster_registry_release(registry);
	muster_close(muster);
}

/* Only files that are called so, in folders of packages, are lists of entry points, whatever stands in others. */
Test(plugins, of_entry_points_are_in_files_of_their_kind_only)
{
	static const char text[] = "\n[g]\none = m:o\n";
	size_t size;
	char *const bytes = read_fixture("gstreamer", &size);
	struct muster_state *state;
	struct muster *muster;
	const struct muster_registry *registry;

	memcpy(bytes + size, text, sizeof(text) - 1); /* what follows in the file does not matter to others */
	write_file(M "/gstreamer-1.0/libboth.so", bytes, size + sizeof(text) - 1);
	write_text(DIST "demo.dist-info/entry_points.txt", "[g]\ntwo = m:o\n");
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_not_null(muster_registry_find(registry, "gstreamer/libboth"));
	cr_expect_not_null(muster_registry_find(registry, "python-entry-point/g/two"));
	cr_expect_eq(muster_registry_count(registry), 2);
	cr_assert_eq(muster_examine(muster, "plugins", &state), MUSTER_OK);
	cr_expect_eq(state->finding_count, 0);
	muster_state_free(state);
	muster_registry_release(registry);
	muster_close(muster);
}

/* The finding about a file; fails where there is none. */
static void expect_finding(struct muster *muster, const char *path, unsigned line, const char *part)
{
	struct muster_state *state;
	size_t i, found = 0;

	cr_assert_eq(muster_examine(muster, "plugins", &state), MUSTER_OK);
	for (i = 0; i < state->finding_count; i++) {
		const struct muster_finding *const finding = &state->findings[i];
		if (strcmp(finding->path + strlen(root), path) == 0 && finding->line == line && strstr(finding->text, part))
			found++;
	}
	cr_expect_eq(found, 1, "%s:%u: %s", path, line, part);
	muster_state_free(state);
}

Test(plugins, keeps_findings_about_broken_files)
{
	size_t size;
	const char *const bytes = read_fixture("gstreamer", &size);
	struct muster *muster;
	const struct muster_registry *registry;

	put("gstreamer", M "/gstreamer-1.0/libwhole.so");
	write_file(M "/gstreamer-1.0/libhalf.so", bytes, size / 2);
	write_text(M "/gstreamer-1.0/libtext.so", "INPUT ( libwhole.so )\n");
	write_text(M "/gstreamer-1.0/libnothing.so", "");
	write_text(DIST "demo.dist-info/entry_points.txt", "[g]\none = m:o\nwrong\ntwo = m:o\n");
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), 3);
	cr_expect_not_null(muster_registry_find(registry, "gstreamer/libwhole"));
	cr_expect_not_null(muster_registry_find(registry, "python-entry-point/g/two"));
	expect_finding(muster, M "/gstreamer-1.0/libhalf.so", 0, "section headers");
	expect_finding(muster, M "/gstreamer-1.0/libtext.so", 0, "Not an ELF file");
	expect_finding(muster, M "/gstreamer-1.0/libnothing.so", 0, "Not an ELF file");
	expect_finding(muster, DIST "demo.dist-info/entry_points.txt", 3, "neither");
	muster_registry_release(registry);
	muster_close(muster);
}

Test(plugins, of_qt_whose_metadata_is_damaged_are_there_with_a_finding)
{
	static const char text[] = "\x71org.fixture.Iface";
	size_t size, at = 0;
	char *bytes;
	struct muster *muster;
	const struct muster_registry *registry;

	put("qt5-bare", M "/qt5/plugins/imageformats/libqbare.so");
	bytes = read_fixture("qt6", &size);
	while (at + sizeof(text) < size && memcmp(bytes + at, text, sizeof(text) - 1) != 0)
		at++;
	bytes[at] = '\x1f'; /* no text, nor anything else */
	write_file(M "/qt6/plugins/imageformats/libqfixture.so", bytes, size);
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_null(item_of(registry, "qt5/libqbare")->qt_iid);
	cr_expect_null(item_of(registry, "qt6/libqfixture")->qt_iid);
	expect_finding(muster, M "/qt5/plugins/imageformats/libqbare.so", 0, "metadata of Qt in it is damaged");
	expect_finding(muster, M "/qt6/plugins/imageformats/libqfixture.so", 0, "metadata of Qt in it is damaged");
	muster_registry_release(registry);
	muster_close(muster);
}

Test(plugins, counts_a_file_once_whatever_links_lead_to_it)
{
	char link[PATH_SIZE * 2];
	struct muster *muster;
	const struct muster_registry *registry;

	put("gstreamer", M "/gstreamer-1.0/liba.so");
	snprintf(link, sizeof(link), "%s%s", root, M "/gstreamer-1.0/libb.so");
	cr_assert_eq(symlink("liba.so", link), 0);
	muster = open_muster(NULL);
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), 1);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(plugins, takes_new_kinds_from_the_configuration)
{
	struct muster *muster;
	const struct muster_registry *registry;

	put("gstreamer", M "/gstreamer-1.0/libgstfixture.so");
	put("empty", M "/other/deep/libempty.so");
	muster = open_muster((const char *const[]){"plugins:all.folders=$M /usr/lib", "plugins:all.symbol=\\w+",
											   "plugins:all.depth=0", "plugins:gconv.enabled=no", NULL});
	registry = get(muster);
	/* the kind whose folder is nearest has the file */
	cr_expect_not_null(muster_registry_find(registry, "gstreamer/libgstfixture"));
	cr_expect_not_null(muster_registry_find(registry, "all/libempty"));
	cr_expect_eq(muster_registry_count(registry), 2);
	muster_registry_release(registry);
	muster_close(muster);
}

Test(plugins, leaves_out_kinds_that_are_switched_off)
{
	struct muster *muster;
	const struct muster_registry *registry;

	put("gstreamer", M "/gstreamer-1.0/libgstfixture.so");
	put("gconv", M "/gconv/FIXTURE.so");
	muster = open_muster((const char *const[]){"plugins:gstreamer.enabled=no", NULL});
	registry = get(muster);
	cr_expect_eq(muster_registry_count(registry), 1);
	cr_expect_not_null(muster_registry_find(registry, "gconv/FIXTURE"));
	muster_registry_release(registry);
	muster_close(muster);
}

static void expect_bad(const char *setting, const char *part)
{
	struct muster *const muster = open_muster((const char *const[]){setting, NULL});
	const struct muster_registry *registry;

	cr_expect_eq(muster_get(muster, "plugins", &registry), MUSTER_BAD_CONFIG, "%s", setting);
	cr_expect_not_null(strstr(muster_last_message(muster), part), "%s: %s", setting, muster_last_message(muster));
	muster_close(muster);
}

Test(plugins, tells_where_an_option_is_wrong)
{
	expect_bad("plugins:gstreamer.symbol=gst_(plugin", "symbol in [plugins:gstreamer]");
	expect_bad("plugins:nginx.also=x [", "also in [plugins:nginx]");
	expect_bad("plugins:node.undefined=*", "undefined in [plugins:node]");
	expect_bad("plugins:apache.magic=0x41503234", "magic in [plugins:apache]");
	expect_bad("plugins:apache.magic=1 2 x", "magic in [plugins:apache]");
	expect_bad("plugins:gconv.folders=gconv", "folders in [plugins:gconv]");
	expect_bad("plugins:gconv.depth=-1", "depth in [plugins:gconv]");
	expect_bad("plugins:gconv.reader=pe", "reader in [plugins:gconv]");
	expect_bad("plugins:lv2.manifest=../x.ttl", "manifest in [plugins:lv2]");
	expect_bad("plugins:new.symbol=x", "folders in [plugins:new]");
	expect_bad("plugins:new.folders=/x", "symbol in [plugins:new]");
}
