/* SPDX-FileCopyrightText: 2026 The muster authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The interpreter, and one source through its parser. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "python_memory.h"
#include "python_tree.h"

#define SIZE_LIMIT (8u << 20)

/* So many descriptors CPython may need at once. */
#define DESCRIPTORS 8

struct python {
	struct python_memory memory;
};

/* CPython takes a module for absent if it cannot open or list what holds it. */
static bool has_descriptors(void)
{
	int taken[DESCRIPTORS], count = 0;

	while (count < DESCRIPTORS && (taken[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
		count++;
	for (int i = 0; i < count; i++)
		close(taken[i]);
	return count == DESCRIPTORS || (errno != EMFILE && errno != ENFILE);
}

static enum muster_status initialize(void)
{
	PyConfig config;
	PyStatus status;

	PyConfig_InitIsolatedConfig(&config);
	config.site_import = 0;
	config.install_signal_handlers = 0;
	config.write_bytecode = 0;
	status = PyConfig_SetString(&config, &config.program_name, L"muster");
	if (!PyStatus_Exception(status))
		status = PyWideStringList_Append(&config.warnoptions, L"ignore");
	if (!PyStatus_Exception(status))
		status = Py_InitializeFromConfig(&config);
	PyConfig_Clear(&config);
	if (PyStatus_Exception(status))
		return has_descriptors() ? MUSTER_MODULE_FAILED : MUSTER_LIMIT_EXCEEDED;
	PyGC_Disable(); /* a tree has no cycles; the collector would only walk it over and over */
	return MUSTER_OK;
}

/* An interpreter that started with less memory than it asked for is not to be trusted either. */
enum muster_status python_start(struct python **python)
{
	enum muster_status status;

	*python = calloc(1, sizeof(**python));
	if (!*python)
		return MUSTER_NO_MEMORY;
	python_memory_watch(&(*python)->memory);
	status = initialize();
	if ((*python)->memory.failed)
		status = MUSTER_NO_MEMORY;
	if (status == MUSTER_OK)
		return MUSTER_OK;
	python_memory_end(&(*python)->memory);
	free(*python);
	*python = NULL;
	return status;
}

void python_stop(struct python *python)
{
	if (!python)
		return;
	Py_FinalizeEx();
	python_memory_end(&python->memory);
	free(python);
}

static enum muster_status trouble(struct python_source *source, enum muster_status status, unsigned line,
								  const char *text)
{
	source->line = line;
	snprintf(source->trouble, sizeof(source->trouble), "%s", text);
	return status;
}

/* What CPython raised, in its own words. A MemoryError with memory left is what its parser raises for a source that
 * nests too deeply; without, the caller knows. */
static enum muster_status raised(struct python_source *source)
{
	PyObject *type, *value, *trace, *message = NULL, *line;
	enum muster_status status = MUSTER_DAMAGED;

	if (PyErr_ExceptionMatches(PyExc_LookupError) && !has_descriptors()) {
		PyErr_Clear(); /* the encoding's module may be there */
		return MUSTER_LIMIT_EXCEEDED;
	}
	if (PyErr_ExceptionMatches(PyExc_MemoryError)) {
		PyErr_Clear();
		return trouble(source, status, 0, "nests too deeply");
	}
	PyErr_Fetch(&type, &value, &trace);
	PyErr_NormalizeException(&type, &value, &trace);
	if (value && PyErr_GivenExceptionMatches(value, PyExc_SyntaxError)) {
		message = PyObject_GetAttrString(value, "msg");
		line = PyObject_GetAttrString(value, "lineno");
		source->line = line && PyLong_Check(line) ? (unsigned)PyLong_AsLong(line) : 0;
		Py_XDECREF(line);
	}
	if (!message && value)
		message = PyObject_Str(value);
	trouble(source, status, source->line, message && PyUnicode_Check(message) ? PyUnicode_AsUTF8(message) : "");
	if (!source->trouble[0])
		trouble(source, status, source->line, type ? ((PyTypeObject *)type)->tp_name : "cannot be parsed");
	Py_XDECREF(message);
	Py_XDECREF(type);
	Py_XDECREF(value);
	Py_XDECREF(trace);
	PyErr_Clear();
	return status;
}

/* The encoding that a comment in the first two lines declares (PEP 263); "" where none does. */
static void declared_encoding(const char *data, size_t size, char encoding[64])
{
	const char *end = data + size;

	encoding[0] = '\0';
	for (unsigned line = 0; line < 2 && data < end; line++) {
		const char *stop = memchr(data, '\n', (size_t)(end - data));
		const char *place = data;
		size_t length = 0;
		stop = stop ? stop : end;
		while (place < stop && (*place == ' ' || *place == '\t' || *place == '\f'))
			place++;
		if (place < stop && *place != '#' && *place != '\r')
			return;
		for (; place + 7 < stop && !encoding[0]; place++) {
			if (memcmp(place, "coding", 6) != 0 || (place[6] != ':' && place[6] != '='))
				continue;
			place += 7;
			while (place < stop && (*place == ' ' || *place == '\t'))
				place++;
			while (place + length < stop && length < 63 && (strchr("-_.", place[length]) || Py_ISALNUM(place[length])))
				length++;
			memcpy(encoding, place, length);
			encoding[length] = '\0';
		}
		if (encoding[0])
			return;
		data = stop < end ? stop + 1 : end;
	}
}

static bool is_utf8(const char *encoding)
{
	return !encoding[0] || PyOS_mystricmp(encoding, "utf-8") == 0 || PyOS_mystricmp(encoding, "utf8") == 0 ||
		   PyOS_mystricmp(encoding, "ascii") == 0 || PyOS_mystricmp(encoding, "us-ascii") == 0;
}

/* The source as a string object whose UTF-8 the columns of the tree count in. */
static PyObject *decode(const char *data, size_t size)
{
	char encoding[64];

	if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
		return PyUnicode_DecodeUTF8(data + 3, (Py_ssize_t)size - 3, "strict");
	declared_encoding(data, size, encoding);
	if (is_utf8(encoding))
		return PyUnicode_DecodeUTF8(data, (Py_ssize_t)size, "strict");
	return PyUnicode_Decode(data, (Py_ssize_t)size, encoding, "strict");
}

static PyObject *parse(const char *text)
{
	PyCompilerFlags flags = {.cf_flags = PyCF_ONLY_AST | PyCF_IGNORE_COOKIE, .cf_feature_version = PY_MINOR_VERSION};

	return Py_CompileStringExFlags(text, "source", Py_file_input, &flags, -1);
}

static bool find_lines(struct python_tree *tree)
{
	size_t count = 2, *lines;

	for (size_t i = 0; i < tree->size; i++)
		count += tree->text[i] == '\n' || tree->text[i] == '\r';
	lines = pool_alloc(&tree->source->pool, count * sizeof(*lines));
	if (!lines)
		return false;
	tree->lines = lines;
	tree->line_count = 1;
	for (size_t i = 0; i < tree->size; i++) { /* CPython counts CR, LF and CRLF as the end of a line each */
		const char c = tree->text[i];
		if (c == '\n' || (c == '\r' && tree->text[i + 1] != '\n'))
			lines[tree->line_count++] = i + 1;
	}
	return true;
}

/* What is taken out of a tree. */
typedef void tree_reader(struct python_tree *tree, PyObject *module);

static enum muster_status read_text(struct python_source *source, PyObject *string, tree_reader *read)
{
	struct python_tree tree = {.source = source};
	Py_ssize_t size = 0;
	PyObject *module;

	tree.text = PyUnicode_AsUTF8AndSize(string, &size);
	tree.size = (size_t)size;
	if (!tree.text)
		return raised(source);
	if (!find_lines(&tree))
		return MUSTER_NO_MEMORY;
	module = parse(tree.text);
	if (!module)
		return raised(source);
	read(&tree, module);
	Py_DECREF(module);
	if (PyErr_Occurred())
		PyErr_Clear(); /* an attribute that a node of this kind has not */
	return source->pool.failed ? MUSTER_NO_MEMORY : MUSTER_OK;
}

static enum muster_status read_source(const char *data, size_t size, struct python_source *source, tree_reader *read)
{
	PyObject *string;
	enum muster_status status;

	*source = (struct python_source){0};
	if (size > SIZE_LIMIT)
		return trouble(source, MUSTER_UNSUPPORTED, 0, "larger than 8 MiB");
	if (memchr(data, 0, size))
		return trouble(source, MUSTER_DAMAGED, 0, "holds a NUL byte");
	string = decode(data, size);
	if (!string)
		return raised(source);
	status = read_text(source, string, read);
	Py_DECREF(string);
	return status;
}

/* No exception or part that is missing tells of a failed allocation for sure: CPython and we clear some of them. */
static enum muster_status read_watched(struct python *python, const char *data, size_t size,
									   struct python_source *source, tree_reader *read)
{
	const enum muster_status status = read_source(data, size, source, read);

	return python->memory.failed ? MUSTER_NO_MEMORY : status;
}

enum muster_status python_read(struct python *python, const char *data, size_t size, struct python_source *source)
{
	return read_watched(python, data, size, source, tree_module);
}

enum muster_status python_read_statements(struct python *python, const char *data, size_t size,
										  struct python_source *source)
{
	return read_watched(python, data, size, source, tree_statements);
}

void python_source_free(struct python_source *source)
{
	pool_free(&source->pool);
}
