/*
 * Which code that comes into being after the start is ordinary: modules that are imported late, and the few places of the standard library
 * that make code themselves. A module is known by its content, not by who asks for it: compiling what was deployed is harmless.
 */
#include "internal.h"
#include "python.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMPILED_HEADER = 16 }; /* of a .pyc file: magic number, flags, time or hash, size */

static __thread char opened_last[SEC3_MAX_FILE];

static bool starts_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

static bool in_runtime(const char *path) {
  const char *folder;
  for (size_t i = 0; (folder = sec3_library_folder(i)); i++) {
    if (starts_with(path, folder)) return true;
  }
  return false;
}

bool sec3_python_is_deployed(const char *real_path) {
  const char *task_root = sec3_task_root();
  return (task_root[0] && starts_with(real_path, task_root)) || starts_with(real_path, "/opt/") || in_runtime(real_path);
}

bool sec3_python_is_standard(const char *file) {
  return in_runtime(file) && !strstr(file, "/site-packages/") && !strstr(file, "/dist-packages/") && strstr(file, "/python3");
}

/* Whether a deployed file has exactly this content, from an offset on. */
static bool file_is(const char *path, off_t offset, const char *content, size_t length) {
  typedef int open_function(const char *, int, ...);
  char real[PATH_MAX], part[8192];
  if (!realpath(path, real) || !sec3_python_is_deployed(real)) return false;
  int fd = ((open_function *)sec3_real(SEC3_REAL_open))(real, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t count;
  bool same = true;
  while (same && (count = pread(fd, part, sizeof part, offset)) > 0) {
    same = (size_t)count <= length && memcmp(part, content, (size_t)count) == 0;
    if (!same) break;
    content += count;
    length -= (size_t)count;
    offset += count;
  }
  close(fd);
  return same && count == 0 && length == 0;
}

void sec3_python_opened(const char *path) {
  size_t length = strlen(path);
  if (length < 4 || strcmp(path + length - 4, ".pyc") != 0) return;
  memcpy(opened_last, path, length + 1);
}

static bool content_of(py_object *object, const char **content, size_t *length) {
  const struct sec3_python *py = sec3_python();
  enum py_kind kind = object ? sec3_python_kind(object) : PY_OTHER;
  char *bytes;
  ssize_t size = -1;
  if (kind == PY_BYTES && py->PyBytes_AsStringAndSize(object, &bytes, &size) == 0) *content = bytes;
  if (kind == PY_TEXT) *content = py->PyUnicode_AsUTF8AndSize(object, &size);
  py->PyErr_Clear();
  *length = size < 0 ? 0 : (size_t)size;
  return size >= 0;
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* ast.parse only reads source, as long as nobody has changed the flag that says so. */
static bool only_parses(void) {
  const struct sec3_python *py = sec3_python();
  enum { PyCF_ONLY_AST = 0x400 };
  py_object *globals = py->PyEval_GetGlobals();
  py_object *flag = globals ? py->PyDict_GetItemString(globals, "PyCF_ONLY_AST") : NULL;
  bool unchanged = flag && sec3_python_kind(flag) == PY_NUMBER && py->PyLong_AsLong(flag) == PyCF_ONLY_AST;
  py->PyErr_Clear();
  return unchanged;
}

/* Named tuples and data classes are made of field names; both are made by modules that are imported late. */
static bool made_by_standard_library(void) {
  struct sec3_frame frame;
  if (sec3_python_frames(&frame, 1) == 0 || !sec3_python_is_standard(frame.file)) return false;
  if (ends_with(frame.file, "/ast.py") && strcmp(frame.function, "parse") == 0) return only_parses();
  return (ends_with(frame.file, "/collections/__init__.py") && strcmp(frame.function, "namedtuple") == 0) || ends_with(frame.file, "/dataclasses.py");
}

bool sec3_python_source_is_known(py_object *source, py_object *file) {
  char path[SEC3_MAX_FILE];
  const char *content;
  size_t length;
  if (sec3_python_text(file, path, sizeof path) && path[0] == '/' && content_of(source, &content, &length) && file_is(path, 0, content, length)) return true;
  return made_by_standard_library();
}

bool sec3_python_compiled_is_known(py_object *code) {
  const char *content;
  size_t length;
  return opened_last[0] && content_of(code, &content, &length) && file_is(opened_last, COMPILED_HEADER, content, length);
}
