/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manifest.h"
#include "turtle.h"

static const char head[] = "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
						   "@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .\n"
						   "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";

/* The URIs that the manifest says are in `file`, each followed by a blank. */
static void expect_uris(const char *body, const char *file, const char *class_text, const char *expected, unsigned line)
{
	char text[8192], found[1024] = "", why[128];
	struct manifest manifest = {0};
	struct pattern *pattern;
	size_t i;

	snprintf(text, sizeof(text), "%s%s", head, body);
	cr_assert_eq(pattern_compile(&pattern, class_text, why, sizeof(why)), MUSTER_OK);
	cr_expect_eq(manifest_read(&manifest, text, strlen(text), file, pattern), line, "%s", body);
	for (i = 0; i < manifest.count; i++) {
		strcat(found, manifest.uris[i]);
		strcat(found, " ");
	}
	cr_expect_str_eq(found, expected);
	manifest_clear(&manifest);
	pattern_free(pattern);
}

static const char plugin[] = "http://lv2plug\\.in/ns/lv2core#Plugin";

Test(manifest, finds_plugins_by_their_binary)
{
	expect_uris("<http://x/amp>\n\ta lv2:Plugin ;\n\tlv2:binary <amp.so> ;\n\trdfs:seeAlso <amp.ttl> .\n"
				"<http://x/eq> a lv2:EQPlugin , lv2:Plugin ; lv2:binary <eq.so> .\n",
				"amp.so", plugin, "http://x/amp ", 0);
}

Test(manifest, finds_several_in_one_file)
{
	expect_uris("<urn:a> a lv2:Plugin; lv2:binary <s.so>.\n<urn:b> lv2:binary <s.so>; a lv2:Plugin.\n", "s.so", plugin,
				"urn:a urn:b ", 0);
}

Test(manifest, keeps_to_the_class)
{
	static const char body[] = "<urn:a> a lv2:Plugin ; lv2:binary <s.so> .\n<urn:u> a ui:X11UI ; ui:binary <s.so> .\n";

	expect_uris(body, "s.so", plugin, "urn:a ", 0);
	expect_uris(body, "s.so", "http://.*[/-]ui#\\w+", "urn:u ", 0);
}

Test(manifest, understands_names_with_prefixes_and_joined_statements)
{
	expect_uris("@prefix my: <http://x/v1.0#> .\nmy:amp.1 a lv2:Plugin .\nmy:amp.1 lv2:binary <./dir/s.so> .\n", "s.so",
				plugin, "http://x/v1.0#amp.1 ", 0);
}

Test(manifest, passes_over_literals_comments_and_brackets)
{
	expect_uris("# <urn:no> a lv2:Plugin ; lv2:binary <s.so> .\n"
				"<urn:a> rdfs:comment \"a \\\" . ; <urn:x>\"@en , \"\"\"long \" text\n.\"\"\" , \"7\"^^rdfs:int ;\n"
				"  lv2:port [ a lv2:InputPort ; lv2:index 0 ; ( 1 2.5 [ ] ) ] , [ ] ;\n"
				"  lv2:minorVersion 2 ; lv2:gain -1.5e3 ; a lv2:Plugin ; lv2:binary <s.so> .\n",
				"s.so", plugin, "urn:a ", 0);
}

Test(manifest, tells_the_line_where_it_ends_to_be_turtle)
{
	expect_uris("<urn:a> a lv2:Plugin ; lv2:binary <s.so> .\n<urn:b> a lv2:Plugin ;\n  lv2:binary \"open\n", "s.so",
				plugin, "urn:a ", 7);
}

Test(manifest, survives_every_truncation_and_any_byte)
{
	static const char body[] =
		"@prefix l: <urn:l#> .\n<urn:a> a l:P , \"x\"@en ; l:q [ l:r ( 1 ) ] , '''y''' ; l:b <s> .";
	struct manifest manifest = {0};
	struct pattern *pattern;
	char why[64], text[sizeof(body)];
	size_t size, byte;

	cr_assert_eq(pattern_compile(&pattern, ".*", why, sizeof(why)), MUSTER_OK);
	for (size = 0; size < sizeof(body); size++) {
		char *const exact = malloc(size + 1); /* so that the sanitizer sees one byte too many */
		cr_assert_not_null(exact);
		memcpy(exact, body, size);
		manifest_read(&manifest, exact, size, "s", pattern);
		cr_expect_eq(manifest.count, 0);
		free(exact);
		for (byte = 0; byte < 256 && size + 1 < sizeof(body); byte++) {
			memcpy(text, body, sizeof(body));
			text[size] = (char)byte;
			manifest_read(&manifest, text, sizeof(body) - 1, "s", pattern);
			cr_assert_leq(manifest.count, 1);
			manifest_clear(&manifest);
		}
	}
	pattern_free(pattern);
}

static void count_statement(void *data, const char *subject, const char *predicate, const char *object)
{
	cr_assert(*subject != '\0' && *predicate != '\0' && *object != '\0');
	++*(size_t *)data;
}

Test(turtle, refuses_endless_brackets)
{
	static char text[100000];
	size_t count = 0;

	memset(text, '[', sizeof(text));
	cr_expect_eq(turtle_read(text, sizeof(text), count_statement, &count), 1);
	cr_expect_eq(count, 0);
}

Test(turtle, leaves_out_terms_that_are_too_long)
{
	static char text[4096];
	size_t count = 0;

	memset(text, 'x', sizeof(text));
	text[0] = '<';
	memcpy(text + sizeof(text) - 21, "> <p> <o>. <s> a <o>.", 21);
	cr_expect_eq(turtle_read(text, sizeof(text), count_statement, &count), 0);
	cr_expect_eq(count, 1);
}
