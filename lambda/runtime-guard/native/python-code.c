/*
 * Recognizes code that is harmless at any time: modules, and the code that a few parts of the standard library
 * generate. It is recognized by its content, not by its caller: deployed text is harmless to compile, and so is text that can only
 * name things.
 */
#include "python-code.h"
#include "deployed-files.h"
#include "python-content.h"
#include "python-encoding.h"
#include "python-errors.h"
#include "python-frames.h"
#include "python-methods.h"
#include "python-text.h"
#include "reads-apart.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  COMPILED_HEADER = 16, /* of a .pyc file: magic number, flags, time or hash, size */
  SHOWN = 65536,        /* bytes of a file that are searched for a line */
};

static __thread char opened_last[SEC3_MAX_FILE];

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/*
 * Whether the interpreter is showing an error. Up to Python 3.12 it parses the part of a deployed line that caused the error. No other code compiles a part
 * of the file that it names while no code of the function runs, or inside of the function that shows a traceback.
 */
static bool shows_line(struct sec3_content piece, const char *path) {
  char file[SEC3_MAX_FILE];
  py_object *author = sec3_python_author(file);
  if (author) sec3_python()->Py_DecRef(author);
  int held = author && !sec3_python_shows_error() ? -1 : sec3_hold(AT_FDCWD, path, 0);
  if (held < 0) return false;
  /* Not on the stack: that of a thread can be smaller. */
  char *text = malloc(SHOWN);
  ssize_t length = text && sec3_is_deployed_file(held) ? sec3_read_held(held, 0, text, SHOWN) : 0;
  bool shown = length > 0 && memmem(text, (size_t)length, piece.bytes, piece.length) != NULL;
  free(text);
  close(held);
  return shown;
}

/* ---- frozen modules, which are part of Python ---- */

struct search {
  struct sec3_content content;
  uintptr_t inside; /* an address of the image to search */
  bool found;
};

/* Whether the memory contains the content. memmem looks for a part of it: to prepare for the whole of a frozen module takes longer than the search. */
static bool contains(const char *memory, size_t size, struct sec3_content content) {
  enum { PART = 1024 };
  const char *end = memory + size;
  size_t part = content.length < PART ? content.length : PART;
  for (const char *at = memory; (at = memmem(at, (size_t)(end - at), content.bytes, part)); at++) {
    if ((size_t)(end - at) >= content.length && memcmp(at, content.bytes, content.length) == 0) return true;
  }
  return false;
}

/* Searches the constants of an image if it contains the address, and ends the iteration. */
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
      else if (segment->p_flags == PF_R) search->found |= contains((const char *)start, segment->p_filesz, search->content);
    }
    if (!is_it) return 0;
  }
  return 1;
}

/* A new interpreter and `import runpy`, for example, load code that is a constant of Python itself. */
static bool is_constant_of_python(struct sec3_content content) {
  struct search search = { .content = content, .inside = (uintptr_t)dlsym(RTLD_DEFAULT, "Py_GetVersion") };
  dl_iterate_phdr(search_image, &search);
  return search.found;
}

/* ---- code that the standard library generates ---- */

/* Annotations, named tuples, data classes and proxies consist of names. Modules that are imported late use all of them. */
static bool made_by_standard_library(struct sec3_content text) {
  struct sec3_frame frame = sec3_python_innermost();
  if (!sec3_is_standard(frame.file)) return false;
  if (ends_with(frame.file, "/typing.py") || ends_with(frame.file, "/annotationlib.py")) return sec3_python_is_annotation(text.bytes, text.length);
  if (ends_with(frame.file, "/collections/__init__.py")) return sec3_python_is_named_tuple(text.bytes, text.length);
  if (ends_with(frame.file, "/multiprocessing/managers.py")) return sec3_python_is_proxy_method(text.bytes, text.length);
  return ends_with(frame.file, "/dataclasses.py") && sec3_python_is_data_class(text.bytes, text.length);
}

/* Code that only raises an error. Native modules use it to show their functions in tracebacks. */
static bool does_nothing(struct sec3_content instructions) {
  static const char *bytes;
  static ssize_t length;
  const struct sec3_python *py = sec3_python();
  if (!bytes) {
    py_object *empty = py->PyCode_NewEmpty("", "", 1);
    py_object *code = empty ? sec3_python_attribute(empty, "co_code") : NULL;
    char *text;
    /* Kept until the process ends. */
    if (code && py->PyBytes_AsStringAndSize(code, &text, &length) == 0) bytes = text;
    py->PyErr_Clear();
  }
  return bytes && (size_t)length == instructions.length && memcmp(bytes, instructions.bytes, instructions.length) == 0;
}

/* ---- checks for the hook ---- */

void sec3_python_opened(const char *path) {
  if (ends_with(path, ".pyc")) strcpy(opened_last, path);
}

bool sec3_python_file_is_brought(const char *path) {
  char real[PATH_MAX];
  return path[0] != '/' || sec3_is_brought(path) || !realpath(path, real) || sec3_is_brought(real);
}

bool sec3_python_last_is_brought(void) {
  return sec3_python_file_is_brought(opened_last);
}

bool sec3_python_source_is_known(py_object *source, py_object *file) {
  char path[SEC3_MAX_FILE];
  struct sec3_content content;
  if (sec3_python_makes_no_code()) return true;
  /* Only the interpreter compiles a file without its text: the script that it was started with. */
  if (source == sec3_python()->_Py_NoneStruct) return true;
  if (!sec3_content_of(source, &content)) return false;
  if (sec3_python_kind(source) == PY_BYTES && sec3_python_needs_codec(content.bytes, content.length)) return false;
  bool named = sec3_python_text(file, path, sizeof path) && path[0] == '/';
  return (named && sec3_is_content_of_file(content, path, 0)) || made_by_standard_library(content) || (named && shows_line(content, path));
}

bool sec3_python_compiled_is_known(py_object *code) {
  struct sec3_content content;
  if (!sec3_content_of(code, &content)) return false;
  return (opened_last[0] && sec3_is_content_of_file(content, opened_last, COMPILED_HEADER)) || is_constant_of_python(content);
}

bool sec3_python_object_is_known(py_object *instructions) {
  struct sec3_content content;
  return sec3_python_makes_no_code() || (sec3_content_of(instructions, &content) && does_nothing(content));
}
