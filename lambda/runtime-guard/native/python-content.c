/* Compares the text to compile with deployed files. */
#include "python-content.h"
#include "deployed-files.h"
#include "literal-open.h"
#include "reads-apart.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool sec3_content_of(py_object *object, struct sec3_content *content) {
  const struct sec3_python *py = sec3_python();
  enum py_kind kind = object ? sec3_python_kind(object) : PY_OTHER;
  char *bytes;
  ssize_t length = -1;
  if (kind == PY_BYTES && py->PyBytes_AsStringAndSize(object, &bytes, &length) == 0) content->bytes = bytes;
  if (kind == PY_TEXT) content->bytes = py->PyUnicode_AsUTF8AndSize(object, &length);
  py->PyErr_Clear();
  content->length = length < 0 ? 0 : (size_t)length;
  return length >= 0;
}

typedef ssize_t read_function(int fd, off_t offset, void *content, size_t size);

static bool has_content(read_function *read, int fd, struct sec3_content wanted, off_t offset) {
  char *content = malloc(wanted.length + 1);
  bool same = content && read(fd, offset, content, wanted.length) == (ssize_t)wanted.length && memcmp(content, wanted.bytes, wanted.length) == 0;
  free(content);
  return same;
}

bool sec3_is_content_of_file(struct sec3_content rest, const char *path, off_t offset) {
  struct stat file;
  int fd;
  /* As long as other code may read the file too, it is not held: that takes three times as long, for each module. */
  bool open = !sec3_reads_apart() && sec3_open_literal(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, sec3_is_deployed, &fd);
  if (!open) fd = sec3_hold(AT_FDCWD, path, 0);
  if (fd < 0) return false;
  bool may_be = fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_size - offset == (off_t)rest.length && (open || sec3_is_deployed_file(fd));
  bool same = may_be && has_content(open ? sec3_read_open : sec3_read_held, fd, rest, offset);
  close(fd);
  return same;
}
