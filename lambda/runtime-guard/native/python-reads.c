/* Which reads of the function's own files are ordinary: a module that is imported for the first time, and lines for tracebacks. */
#include "python-reads.h"
#include "python-folders.h"
#include "python-frames.h"
#include "state.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Modules of the function that have been read, as hashes of their files; as many as any package has, else the oldest give way. */
enum { SLOTS = 16384, NEIGHBORS = 16 };
static _Atomic(uint64_t) loaded[SLOTS];

/* "folder/__pycache__/name.cpython-312.pyc" belongs to "folder/name.py": the source counts, whichever is read. */
static bool source_of(const char *path, char source[PATH_MAX]) {
  const char *cache = strstr(path, "/__pycache__/");
  if (!cache) return snprintf(source, PATH_MAX, "%s", path) < PATH_MAX;
  const char *name = cache + strlen("/__pycache__/");
  return snprintf(source, PATH_MAX, "%.*s/%.*s.py", (int)(cache - path), path, (int)strcspn(name, "."), name) < PATH_MAX;
}

/* 0 if there is no such file. */
static uint64_t file_key(const char *path) {
  char source[PATH_MAX];
  struct stat file;
  if (!source_of(path, source) || stat(path, &file) != 0) return 0;
  if (strcmp(source, path) != 0 && stat(source, &file) != 0) stat(path, &file);
  uint64_t key = ((uint64_t)file.st_dev * 1099511628211u ^ (uint64_t)file.st_ino) * 0x9e3779b97f4a7c15u;
  return key ? key : 1;
}

/* Whether the file is not among those that have been loaded; then it is from now on. */
static bool is_new(uint64_t key) {
  for (unsigned i = 0; i < NEIGHBORS; i++) {
    uint64_t found = 0;
    _Atomic(uint64_t) *slot = &loaded[(key + i) % SLOTS];
    if (atomic_compare_exchange_strong(slot, &found, key)) return true;
    if (found == key) return false;
  }
  atomic_store(&loaded[key % SLOTS], key);
  return true;
}

/* Whether a module is read for the first time. That its compiled form is found out of date, and then its source is read, is one time. */
static bool is_first(const char *path) {
  static __thread uint64_t compiled;
  uint64_t key = file_key(path), before = compiled;
  compiled = 0;
  if (key == 0 || !(key == before || is_new(key))) return false;
  if (strstr(path, "/__pycache__/")) compiled = key;
  return true;
}

static bool is_frame(const struct sec3_frame *frame, const char *file, const char *function) {
  return strcmp(frame->file, file) == 0 && strcmp(frame->function, function) == 0;
}

static bool is_import(const struct sec3_frame frames[4]) {
  static const char external[] = "<frozen importlib._bootstrap_external>", bootstrap[] = "<frozen importlib._bootstrap>";
  return is_frame(&frames[0], external, "get_data") && is_frame(&frames[1], external, "get_code") && is_frame(&frames[2], external, "exec_module") &&
         is_frame(&frames[3], bootstrap, "_load_unlocked");
}

static bool is_standard_file(const char *file, const char *name) {
  size_t length = strlen(file), name_length = strlen(name);
  return sec3_python_is_standard(file) && length > name_length && strcmp(file + length - name_length, name) == 0;
}

/* tokenize and linecache fetch the lines, traceback asks for them. */
static bool is_traceback(const struct sec3_frame *frames, size_t count) {
  size_t i = 0;
  while (i < count && (is_standard_file(frames[i].file, "/tokenize.py") || is_standard_file(frames[i].file, "/linecache.py"))) i++;
  return i > 0 && i < count && is_standard_file(frames[i].file, "/traceback.py");
}

enum { FRAMES = 10 };

bool sec3_python_reads_by_right(const char *path) {
  struct sec3_frame frames[FRAMES];
  size_t count = sec3_python_frames(frames, FRAMES);
  if (count >= 4 && is_import(frames)) return is_first(path);
  /* Anyone can make up a traceback, so where reading is refused this is too; where it is only reported, errors shall not cry wolf. */
  return sec3_mode(SEC3_SOURCE_READ) == SEC3_ALERT && is_traceback(frames, count);
}

void sec3_python_read_early(const char *path) {
  struct sec3_frame frames[4];
  if (strncmp(path, sec3_task_root(), strlen(sec3_task_root())) == 0 && sec3_python_frames(frames, 4) == 4 && is_import(frames)) is_first(path);
}
