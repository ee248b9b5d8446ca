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

enum { FRAMES = 10 };

/*
 * tokenize and linecache fetch the lines, traceback and warnings ask for them. Anyone can have them do so: the lines are refused where
 * reading is, but errors shall not cry wolf.
 */
static bool is_traceback(void) {
  struct sec3_frame frames[FRAMES];
  size_t count = sec3_python_frames(frames, FRAMES), i = 0;
  while (i < count && (is_standard_file(frames[i].file, "/tokenize.py") || is_standard_file(frames[i].file, "/linecache.py"))) i++;
  if (i == 0 || i == count) return false;
  return is_standard_file(frames[i].file, "/traceback.py") || is_standard_file(frames[i].file, "warnings.py");
}

enum sec3_read sec3_python_read(void) {
  if (sec3_python_importer_reads()) return SEC3_READ_ORDINARY;
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
