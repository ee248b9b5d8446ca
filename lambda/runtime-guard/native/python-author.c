/* Who makes code of data before the first invocation, and whether he may. */
#include "python-author.h"
#include "init-code.h"
#include "python-folders.h"
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

/* Text that a deployed file has in itself is no data. */
static bool has_constant(py_object *code, py_object *source) {
  const struct sec3_python *py = sec3_python();
  char *text;
  ssize_t length;
  bool found = false;
  if (!source || sec3_python_kind(source) != PY_BYTES || py->PyBytes_AsStringAndSize(source, &text, &length) != 0) return false;
  py_object *constants = sec3_python_attribute(code, "co_consts");
  for (ssize_t i = 0; constants && !found && i < py->PyTuple_Size(constants); i++) found = same_text(py->PyTuple_GetItem(constants, i), text, length);
  if (constants) py->Py_DecRef(constants);
  py->PyErr_Clear();
  return found;
}

/* A name under which later code would pass for that of a module. */
static bool poses_as_module(const char *file_name) {
  const char *dot = strrchr(file_name, '.');
  return strncmp(file_name, "<frozen", 7) == 0 || (dot && (strcmp(dot, ".py") == 0 || strcmp(dot, ".pyc") == 0));
}

bool sec3_python_author_may(py_object *source, const char *file_name, char listed[SEC3_MAX_FILE]) {
  char file[SEC3_MAX_FILE] = "", real[PATH_MAX];
  listed[0] = '\0';
  py_object *code = sec3_python_author(file);
  bool constant = code && has_constant(code, source);
  if (code) sec3_python()->Py_DecRef(code);
  if (constant || !realpath(file, real)) return constant;
  if (sec3_python_is_brought(real)) return true;
  const char *entry = sec3_init_code_entry(real);
  snprintf(listed, SEC3_MAX_FILE, "%s", entry ? entry : "");
  return !poses_as_module(file_name) && sec3_init_code_permits(real);
}
