/* Reads of the function's own files: modules that are imported, and lines for tracebacks. */
#include "python-reads.h"
#include "deployed-files.h"
#include "python-frames.h"
#include "python-importer.h"
#include "state.h"

#include <string.h>

static bool is_standard_file(const char *file, const char *name) {
  size_t length = strlen(file), name_length = strlen(name);
  return sec3_is_standard(file) && length > name_length && strcmp(file + length - name_length, name) == 0;
}

static bool fetches_lines(const struct sec3_frame *frame) {
  return is_standard_file(frame->file, "/tokenize.py") || is_standard_file(frame->file, "/linecache.py");
}

struct search {
  unsigned depth;
  bool found;
};

/* For most reads the first frame decides. Describing ten frames takes as long as reading a file. */
static bool look_for_traceback(const struct sec3_frame *frame, py_object *code, void *data) {
  (void)code;
  enum { MAX_DEPTH = 10 };
  struct search *search = data;
  if (fetches_lines(frame)) return ++search->depth < MAX_DEPTH;
  search->found = search->depth > 0 && (is_standard_file(frame->file, "/traceback.py") || is_standard_file(frame->file, "warnings.py"));
  return false;
}

/*
 * tokenize and linecache read the lines for traceback and warnings. Any code can call these. So the lines are denied if
 * reading is blocked, but without an event, because ordinary errors would cause false alarms.
 */
static bool is_traceback(void) {
  struct search search = { .found = false };
  sec3_python_walk(look_for_traceback, &search);
  return search.found;
}

bool sec3_python_is_compiled(const char *path) {
  size_t length = strlen(path);
  return length > 4 && strcmp(path + length - 4, ".pyc") == 0;
}

enum sec3_read sec3_python_read(const char *path) {
  if (sec3_python_importer_asks()) {
    /* The placeholder may go to an import system that other code has changed. */
    if (!sec3_python_is_compiled(path) && sec3_mode(SEC3_SOURCE_READ) == SEC3_BLOCK) return SEC3_READ_MODULE;
    if (sec3_python_importer_is_intact()) return SEC3_READ_ORDINARY;
  }
  return is_traceback() ? SEC3_READ_UNHEARD : SEC3_READ_JUDGED;
}

bool sec3_python_is_certificate(const char *path) {
  static const char *const ends[] = { ".pem", ".crt", ".cer", ".cert", ".key", ".ca-bundle" };
  size_t length = strlen(path);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    size_t end = strlen(ends[i]);
    if (length > end && strcmp(path + length - end, ends[i]) == 0) return true;
  }
  return false;
}
