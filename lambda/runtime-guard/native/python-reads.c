/* Reads of the function's own files: modules that are imported, and lines for tracebacks. */
#include "python-reads.h"
#include "deployed-files.h"
#include "python-frames.h"
#include "python-importer.h"
#include "interpose-open.h"
#include "state.h"

#include <string.h>
#include <unistd.h>

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
  static const char mark[] = "-----BEGIN ";
  char text[65536];
  int fd = sec3_open_unjudged(path);
  ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text);
  if (fd >= 0) close(fd);
  return length > 0 && memmem(text, (size_t)length, mark, sizeof mark - 1);
}
