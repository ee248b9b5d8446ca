/*
 * Modules of the function that are imported after the first invocation, when its files must not be read. The import system is written in Python: code that runs at the same time (on another thread, in a signal handler or a
 * callback of the garbage collector) can see its values. So the import system gets a placeholder, and the compiler gets the module's text from here.
 */
#include "python-late.h"
#include "deployed-files.h"
#include "events.h"
#include "interpose-open.h"
#include "python-content.h"
#include "python-encoding.h"
#include "reads-apart.h"
#include "state.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_late(enum sec3_mode mode) {
  return sec3_started() && sec3_mode(SEC3_SOURCE_READ) == mode;
}

bool sec3_python_is_substitute(py_object *source) {
  struct sec3_content content;
  bool late = is_late(SEC3_BLOCK) && sec3_python_is(source, sec3_python()->PyBytes_Type);
  if (!late || !sec3_content_of(source, &content)) return false;
  return content.length == sizeof SEC3_STAND_IN - 1 && memcmp(content.bytes, SEC3_STAND_IN, content.length) == 0;
}

static bool is_of_function(int held, struct stat *file) {
  char path[PATH_MAX];
  const char *root = sec3_task_root();
  return root[0] && sec3_path_of(held, path) && strncmp(path, root, strlen(root)) == 0 && fstat(held, file) == 0 && S_ISREG(file->st_mode);
}

static py_object *text_of(int held) {
  struct stat file;
  char *content = is_of_function(held, &file) ? malloc((size_t)file.st_size + 1) : NULL;
  ssize_t length = content ? sec3_read_held(held, 0, content, (size_t)file.st_size) : -1;
  bool plain = length >= 0 && !sec3_python_needs_codec(content, (size_t)length);
  py_object *text = plain ? sec3_python()->PyBytes_FromStringAndSize(content, length) : NULL;
  free(content);
  return text;
}

py_object *sec3_python_late_text(py_object *file) {
  char path[SEC3_MAX_FILE];
  int held = sec3_python_text(file, path, sizeof path) ? sec3_hold(AT_FDCWD, path, 0) : -1;
  py_object *text = held < 0 ? NULL : text_of(held);
  if (held >= 0) close(held);
  if (!text) sec3_python_hide_error(file);
  return text;
}

void sec3_python_hide_error(py_object *file) {
  char path[SEC3_MAX_FILE], message[SEC3_MAX_FILE + 160];
  const struct sec3_python *py = sec3_python();
  sec3_python_text(file, path, sizeof path);
  sec3_denied(SEC3_SOURCE_READ, "compile", path, NULL);
  snprintf(message, sizeof message, "%s cannot be compiled; the runtime policy of this function does not let its text be shown (sourceRead)", path);
  py->PyErr_Clear();
  py->PyErr_SetString(*py->PyExc_SyntaxError, message);
}

static bool is_text_of_function(py_object *source, const char *path) {
  struct sec3_content content;
  struct stat file;
  int held = sec3_python_kind(source) == PY_BYTES && sec3_content_of(source, &content) ? sec3_hold(AT_FDCWD, path, 0) : -1;
  bool of_function = held >= 0 && is_of_function(held, &file) && sec3_is_content_of_file(content, path, 0);
  if (held >= 0) close(held);
  return of_function;
}

void sec3_python_report_shown(py_object *source, py_object *file) {
  char path[SEC3_MAX_FILE];
  py_object *error[3];
  const struct sec3_python *py = sec3_python();
  if (!is_late(SEC3_ALERT)) return;
  py->PyErr_Fetch(&error[0], &error[1], &error[2]);
  if (sec3_python_text(file, path, sizeof path) && is_text_of_function(source, path)) sec3_denied(SEC3_SOURCE_READ, "compile", path, NULL);
  py->PyErr_Restore(error[0], error[1], error[2]);
}
