/*
 * Which code that comes into being after the start is ordinary: modules that are imported late, and the few places of the standard library
 * that make code themselves. A module is known by its content, not by who asks for it: compiling what was deployed is harmless.
 */
#include "python-code.h"
#include "python-folders.h"
#include "python-frames.h"
#include "state.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMPILED_HEADER = 16 }; /* of a .pyc file: magic number, flags, time or hash, size */

static __thread char opened_last[SEC3_MAX_FILE];

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* ---- content ---- */

struct content {
  const char *bytes;
  size_t length;
};

static bool content_of(py_object *object, struct content *content) {
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

/* Whether a deployed file has exactly this content, from an offset on. */
static bool is_content_of_file(struct content rest, const char *path, off_t offset) {
  typedef int open_function(const char *, int, ...);
  char real[PATH_MAX], part[8192];
  if (!realpath(path, real) || !sec3_python_is_deployed(real)) return false;
  int fd = ((open_function *)sec3_real(SEC3_REAL_open))(real, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t count;
  while ((count = pread(fd, part, sizeof part, offset)) > 0) {
    if ((size_t)count > rest.length || memcmp(part, rest.bytes, (size_t)count) != 0) break;
    rest.bytes += count;
    rest.length -= (size_t)count;
    offset += count;
  }
  close(fd);
  return count == 0 && rest.length == 0;
}

/* ---- modules that are compiled into Python ---- */

struct search {
  struct content content;
  uintptr_t inside; /* an address of the image to search */
  bool found;
};

/* Looks through the constants of one image, if it is the one, which ends the search. */
static int search_image(struct dl_phdr_info *image, size_t size, void *data) {
  (void)size;
  struct search *search = data;
  bool is_it = false;
  for (int pass = 0; pass < 2; pass++) {
    for (int i = 0; i < image->dlpi_phnum; i++) {
      const ElfW(Phdr) *segment = &image->dlpi_phdr[i];
      uintptr_t start = image->dlpi_addr + segment->p_vaddr;
      if (segment->p_type != PT_LOAD) continue;
      if (pass == 0) is_it |= search->inside - start < segment->p_memsz;
      else if (segment->p_flags == PF_R) search->found |= memmem((const void *)start, segment->p_filesz, search->content.bytes, search->content.length) != NULL;
    }
    if (!is_it) return 0;
  }
  return 1;
}

/* A new interpreter and `import runpy`, say, load code that is a constant of Python itself. */
static bool is_constant_of_python(struct content content) {
  struct search search = { .content = content, .inside = (uintptr_t)dlsym(RTLD_DEFAULT, "Py_GetVersion") };
  dl_iterate_phdr(search_image, &search);
  return search.found;
}

/* ---- what the standard library makes ---- */

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

/* Named tuples and data classes are made of field names; modules that are imported late have both. */
static bool made_by_standard_library(void) {
  struct sec3_frame frame;
  if (sec3_python_frames(&frame, 1) == 0 || !sec3_python_is_standard(frame.file)) return false;
  if (ends_with(frame.file, "/ast.py") && strcmp(frame.function, "parse") == 0) return only_parses();
  return (ends_with(frame.file, "/collections/__init__.py") && strcmp(frame.function, "namedtuple") == 0) || ends_with(frame.file, "/dataclasses.py");
}

/* ---- what the hook asks ---- */

void sec3_python_opened(const char *path) {
  if (ends_with(path, ".pyc")) strcpy(opened_last, path);
}

bool sec3_python_source_is_known(py_object *source, py_object *file) {
  char path[SEC3_MAX_FILE];
  struct content content;
  if (sec3_python_text(file, path, sizeof path) && path[0] == '/' && content_of(source, &content) && is_content_of_file(content, path, 0)) return true;
  return made_by_standard_library();
}

bool sec3_python_compiled_is_known(py_object *code) {
  struct content content;
  if (!content_of(code, &content)) return false;
  return (opened_last[0] && is_content_of_file(content, opened_last, COMPILED_HEADER)) || is_constant_of_python(content);
}
