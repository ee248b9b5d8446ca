/* The code that creates code, and whether it may. */
#include "python-author.h"
#include "deployed-files.h"
#include "events.h"
#include "init-code.h"
#include "python-frames.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_text(py_object *constant, const char *text, ssize_t length) {
  const struct sec3_python *py = sec3_python();
  char *bytes = NULL;
  ssize_t own = -1;
  if (sec3_python_kind(constant) == PY_TEXT) bytes = (char *)(uintptr_t)py->PyUnicode_AsUTF8AndSize(constant, &own);
  else if (sec3_python_kind(constant) == PY_BYTES && py->PyBytes_AsStringAndSize(constant, &bytes, &own) != 0) bytes = NULL;
  return bytes && own == length && memcmp(bytes, text, (size_t)length) == 0;
}

static bool has_constant(py_object *code, const char *text, ssize_t length) {
  const struct sec3_python *py = sec3_python();
  bool found = false;
  py_object *constants = sec3_python_attribute(code, "co_consts");
  for (ssize_t i = 0; constants && !found && i < py->PyTuple_Size(constants); i++) found = same_text(py->PyTuple_GetItem(constants, i), text, length);
  if (constants) py->Py_DecRef(constants);
  return found;
}

static bool is_module(py_object *code) {
  char name[16];
  py_object *value = sec3_python_attribute(code, "co_name");
  bool is_it = value && sec3_python_text(value, name, sizeof name) && strcmp(name, "<module>") == 0;
  if (value) sec3_python()->Py_DecRef(value);
  return is_it;
}

bool sec3_python_author_has(py_object *text) {
  const struct sec3_python *py = sec3_python();
  char file[SEC3_MAX_FILE], *bytes;
  ssize_t length;
  if (!text || sec3_python_kind(text) != PY_BYTES || py->PyBytes_AsStringAndSize(text, &bytes, &length) != 0) return false;
  py_object *code = sec3_python_author(file);
  bool has = code && (!sec3_started() || is_module(code)) && has_constant(code, bytes, length);
  if (code) py->Py_DecRef(code);
  py->PyErr_Clear();
  return has;
}

/* Whether code with this file name would later be taken for a module. */
static bool poses_as_module(const char *file_name) {
  const char *dot = strrchr(file_name, '.');
  return strncmp(file_name, "<frozen", 7) == 0 || (dot && (strcmp(dot, ".py") == 0 || strcmp(dot, ".pyc") == 0));
}

bool sec3_python_author_may(const char *file_name, char listed[SEC3_MAX_FILE]) {
  char file[SEC3_MAX_FILE] = "", real[PATH_MAX];
  listed[0] = '\0';
  py_object *code = sec3_python_author(file);
  if (code) sec3_python()->Py_DecRef(code);
  if (!realpath(file, real)) return false;
  if (poses_as_module(file_name)) return false;
  if (sec3_is_brought(real)) return !sec3_started();
  const char *entry = sec3_init_code_entry(real);
  snprintf(listed, SEC3_MAX_FILE, "%s", entry ? entry : "");
  return !sec3_started() && sec3_init_code_permits(real);
}
