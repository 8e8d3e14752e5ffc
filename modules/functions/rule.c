/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rule.h"

#include <stdlib.h>
#include <string.h>

#include "readers/pattern.h"

const struct muster_option rule_options[] = {
	{"enabled", MUSTER_OPTION_BOOLEAN, "yes", "Use this rule at all"},
	{"contract", MUSTER_OPTION_STRING, NULL, "How functions that meet the rule take and give their data"},
	{"tags", MUSTER_OPTION_WORDS, NULL, "Words for functions that meet the rule"},
	{"name", MUSTER_OPTION_STRING, NULL, "Expression on the name"},
	{"returns", MUSTER_OPTION_STRING, NULL, "Expression on the type that is returned"},
	{"takes", MUSTER_OPTION_STRING, NULL, "Expression on the types of all parameters, with ', ' between"},
	{"decorator", MUSTER_OPTION_STRING, NULL, "Python: expression on a decorator, without the @"},
	{"attribute", MUSTER_OPTION_STRING, NULL, "Python: expression on an attribute, as in contract = 'X'"},
	{0},
};

enum { NAME, RETURNS, TAKES, DECORATOR, ATTRIBUTE, CONDITIONS };

static const char *const condition_keys[CONDITIONS] = {"name", "returns", "takes", "decorator", "attribute"};

struct rule {
	const char *contract;
	const char *const *tags;
	struct pattern *conditions[CONDITIONS]; /* NULL: anything */
};

static enum muster_status compile(struct muster_scan *scan, const char *section, const char *key,
								  struct pattern **pattern)
{
	const char *const text = muster_scan_string(scan, section, key);
	char why[256];
	enum muster_status status;

	if (!text || *text == '\0')
		return MUSTER_OK;
	status = pattern_compile(pattern, text, why, sizeof(why));
	return status == MUSTER_BAD_CONFIG ? muster_scan_bad_option(scan, section, key, "%s", why) : status;
}

static enum muster_status read_rule(struct muster_scan *scan, const char *section, struct rule *rule)
{
	enum muster_status status = MUSTER_OK;
	bool any = false;

	for (size_t i = 0; i < CONDITIONS && status == MUSTER_OK; i++) {
		status = compile(scan, section, condition_keys[i], &rule->conditions[i]);
		any |= rule->conditions[i] != NULL;
	}
	rule->contract = muster_scan_string(scan, section, "contract");
	rule->tags = muster_scan_words(scan, section, "tags");
	if (status == MUSTER_OK && (!rule->contract || *rule->contract == '\0'))
		return muster_scan_bad_option(scan, section, "contract", "a rule needs a contract to give");
	if (status == MUSTER_OK && !any)
		return muster_scan_bad_option(scan, section, "takes",
									  "a rule needs a condition: `name`, `returns`, `takes`, `decorator` or "
									  "`attribute`");
	return status;
}

enum muster_status rules_read(struct muster_scan *scan, struct rules *rules)
{
	const char *const *const sections = muster_scan_sections(scan);
	enum muster_status status = MUSTER_OK;
	size_t count = 0, i;

	while (sections[count])
		count++;
	rules->count = 0;
	rules->rules = calloc(count + 1, sizeof(*rules->rules));
	if (!rules->rules)
		return MUSTER_NO_MEMORY;
	for (i = 0; status == MUSTER_OK && i < count; i++) {
		struct rule *const rule = &rules->rules[rules->count];
		if (!muster_scan_boolean(scan, sections[i], "enabled"))
			continue;
		rules->count++;
		status = read_rule(scan, sections[i], rule);
		rules->by_attribute |= rule->conditions[ATTRIBUTE] != NULL;
	}
	return status;
}

void rules_clear(struct rules *rules)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		for (size_t j = 0; j < CONDITIONS; j++)
			pattern_free(rules->rules[i].conditions[j]);
	free(rules->rules);
	*rules = (struct rules){0};
}

static bool meets(struct pattern *pattern, const char *text)
{
	return !pattern || (text && pattern_matches(pattern, text, strlen(text), "", 0));
}

static bool one_meets(struct pattern *pattern, const char *const *texts, size_t count)
{
	size_t i;

	for (i = 0; pattern && i < count; i++)
		if (meets(pattern, texts[i]))
			return true;
	return !pattern;
}

const struct rule *rules_find(const struct rules *rules, const struct rule_function *function)
{
	size_t i;

	for (i = 0; i < rules->count; i++) {
		struct pattern *const *const conditions = rules->rules[i].conditions;
		if (meets(conditions[NAME], function->name) && meets(conditions[RETURNS], function->returns) &&
			meets(conditions[TAKES], function->takes) &&
			one_meets(conditions[DECORATOR], function->decorators, function->decorator_count) &&
			one_meets(conditions[ATTRIBUTE], function->attributes, function->attribute_count))
			return &rules->rules[i];
	}
	return NULL;
}

bool rules_starved(const struct rules *rules)
{
	size_t i, k;

	for (i = 0; i < rules->count; i++)
		for (k = 0; k < CONDITIONS; k++)
			if (rules->rules[i].conditions[k] && pattern_starved(rules->rules[i].conditions[k]))
				return true;
	return false;
}

const char *rule_contract(const struct rule *rule)
{
	return rule->contract;
}

const char *const *rule_tags(const struct rule *rule)
{
	return rule->tags;
}
