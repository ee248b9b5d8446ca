/*
 * Opening files. Opening for writing is `fileWrite`, except for terminals, pipes and devices such as /dev/null. Process memory
 * (/proc/<pid>/mem and environ) is recognized by the opened file, because any path may lead there.
 */
#include "interpose-open.h"
#include "deployed-files.h"
#include "events.h"
#include "interpose.h"
#include "literal-open.h"
#include "mounts.h"
#include "reads-apart.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static bool writes(int flags) {
  /* O_TMPFILE contains O_DIRECTORY; O_PATH opens nothing. */
  if (flags & O_PATH) return false;
  return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC) || (flags & O_TMPFILE) == O_TMPFILE;
}

static int real_openat(int directory, const char *path, int flags, mode_t mode) {
  typedef int function(int, const char *, int, ...);
  return ((function *)sec3_real(SEC3_REAL_openat64))(directory, path, flags, mode);
}

/* Whether it is a device, a pipe, or a standard stream. */
static bool is_no_file(const struct stat *file) {
  return S_ISCHR(file->st_mode) || S_ISFIFO(file->st_mode) || S_ISSOCK(file->st_mode) || sec3_is_standard_stream(file);
}

/* ---- checks of the opened file ---- */

static _Atomic(enum sec3_read (*)(const char *, const char *, const void *)) read_judge;

/* The return address of the running fopen. */
static __thread const void *stream_caller;

void sec3_set_read_judge(enum sec3_read (*judge)(const char *, const char *, const void *)) {
  atomic_store(&read_judge, judge);
}

static bool is_called_memory(const char *path) {
  const char *name = strrchr(path, '/');
  return name && (strcmp(name, "/mem") == 0 || strcmp(name, "/environ") == 0);
}

/* Whether it is /proc/<pid>/mem or the initial environment of a process, which keeps secrets that the process has since deleted. */
static bool is_process_memory(int fd, const char *path) {
  struct statfs filesystem;
  return is_called_memory(path) && fstatfs(fd, &filesystem) == 0 && filesystem.f_type == PROC_SUPER_MAGIC;
}

static bool judges_reads(void) {
  return atomic_load(&read_judge) && sec3_started() && sec3_mode(SEC3_SOURCE_READ) != SEC3_ALLOW && sec3_task_root()[0];
}

static bool is_judged_source(const char *path) {
  const char *root = sec3_task_root();
  return judges_reads() && strncmp(path, root, strlen(root)) == 0;
}

enum verdict { PASSES, DENIED, STAND_IN };

static enum verdict source_verdict(const char *path, const char *api) {
  if (!is_judged_source(path)) return PASSES;
  bool blocks = sec3_mode(SEC3_SOURCE_READ) == SEC3_BLOCK;
  switch (atomic_load(&read_judge)(path, api, stream_caller)) {
    case SEC3_READ_MODULE: return blocks ? STAND_IN : PASSES;
    case SEC3_READ_UNHEARD: return blocks ? DENIED : PASSES;
    case SEC3_READ_JUDGED: return sec3_denied(SEC3_SOURCE_READ, api, path, NULL) ? DENIED : PASSES;
    default: return PASSES;
  }
}

/* Whether the open file can be neither process memory, which has the size 0, nor source. */
static bool is_ordinary(int fd) {
  struct stat file;
  struct statx with_mount;
  if (!judges_reads()) return fstat(fd, &file) == 0 && (!S_ISREG(file.st_mode) || file.st_size > 0);
  if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE | STATX_MNT_ID, &with_mount) != 0) return false;
  return !S_ISREG(with_mount.stx_mode) || (with_mount.stx_size > 0 && sec3_is_mounted_elsewhere(&with_mount));
}

/* Applies the policy to a held or open file; does not change errno. */
static enum verdict opened_verdict(int fd, const char *api) {
  char path[PATH_MAX];
  int saved = errno;
  enum verdict verdict = PASSES;
  if (!is_ordinary(fd) && sec3_path_of(fd, path))
    verdict = is_process_memory(fd, path) && sec3_tampering_denied(api, path) ? DENIED : source_verdict(path, api);
  errno = saved;
  return verdict;
}

int sec3_vetted_fd(int fd, const char *api) {
  if (fd < 0 || opened_verdict(fd, api) != DENIED) return fd;
  close(fd);
  return sec3_fail(EACCES);
}

/* ---- checks before opening ---- */

/* For a path that is the location of the file. */
static bool is_free_to_read(const char *path) {
  return !is_judged_source(path) && !is_called_memory(path);
}

/*
 * The file to open. If any category blocks, it is held (O_PATH) and checked first: other threads could read from an open file at once, and a path may lead elsewhere at any time.
 */
struct vetted {
  const char *path;
  int flags;
  int held; /* -1: nothing to close */
  char alias[SEC3_ALIAS];
  enum verdict verdict;
  int failure; /* errno, if there is nothing to open */
};

static void close_held(struct vetted *vetted) {
  int saved = errno;
  if (vetted->held >= 0) close(vetted->held);
  vetted->held = -1;
  errno = saved;
}

static void pass_by_number(struct vetted *vetted) {
  sec3_alias(vetted->held, vetted->alias);
  vetted->path = vetted->alias;
  vetted->flags &= ~(O_CREAT | O_EXCL | O_NOFOLLOW);
}

static bool creates_file(int flags) {
  return flags & O_CREAT && flags & O_EXCL;
}

static bool write_denied(const struct vetted *vetted, const char *path, const char *api) {
  struct stat file;
  if (!writes(vetted->flags) || sec3_mode(SEC3_FILE_WRITE) == SEC3_ALLOW) return false;
  bool passes = vetted->held >= 0 && fstat(vetted->held, &file) == 0 && is_no_file(&file);
  return !passes && sec3_denied(SEC3_FILE_WRITE, api, path, NULL);
}

/* Returns the error that open() would give for a held file; 0 if it would open it. */
static int failure_of(int held, int flags) {
  struct stat file;
  return flags & O_CREAT && fstat(held, &file) == 0 && S_ISDIR(file.st_mode) ? EISDIR : 0;
}

/* Checks a path: whether opening it is denied, and what to open otherwise. */
static void vet(struct vetted *vetted, int directory, const char *path, int flags, const char *api) {
  *vetted = (struct vetted){ .path = path, .flags = flags, .held = -1 };
  bool judged = sec3_any_blocks() || (writes(flags) && sec3_mode(SEC3_FILE_WRITE) != SEC3_ALLOW);
  if (!path || flags & O_PATH || !judged) return;
  int saved = errno;
  vetted->held = sec3_hold(directory, path, flags);
  int failure = vetted->held < 0 ? errno : 0;
  if (write_denied(vetted, path, api)) vetted->verdict = DENIED;
  else if (!sec3_any_blocks() || creates_file(flags)) close_held(vetted);
  else if (vetted->held >= 0) vetted->verdict = opened_verdict(vetted->held, api);
  else if (failure != ENOENT || !(flags & O_CREAT)) vetted->failure = failure;
  if (vetted->held >= 0) vetted->failure = failure_of(vetted->held, flags);
  if (vetted->verdict == DENIED || vetted->failure) close_held(vetted);
  if (vetted->held >= 0) pass_by_number(vetted);
  errno = saved;
}

/* Whether a checked file must not be opened; sets errno. */
static bool is_denied(const struct vetted *vetted) {
  if (vetted->verdict != PASSES) errno = EACCES;
  else if (vetted->failure) errno = vetted->failure;
  return vetted->verdict != PASSES || vetted->failure;
}

/* Moves a descriptor to the number that it would have without the held one. */
static int in_place_of_held(struct vetted *vetted, int fd, int flags) {
  if (fd > vetted->held && dup3(fd, vetted->held, flags & O_CLOEXEC) >= 0) {
    close(fd);
    return vetted->held;
  }
  close_held(vetted);
  return fd;
}

/* Opens the placeholder for the text of a module. The compiler gets the real text in another way. */
static int open_substitute(int flags) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  ssize_t written = write(ends[1], SEC3_STAND_IN, sizeof SEC3_STAND_IN - 1);
  close(ends[1]);
  if (written >= 0 && (flags & O_CLOEXEC || fcntl(ends[0], F_SETFD, 0) == 0)) return ends[0];
  close(ends[0]);
  return -1;
}

static int guarded_open(int directory, const char *path, int flags, mode_t mode, const char *api) {
  struct vetted vetted;
  int fd;
  if (!sec3_active()) return real_openat(directory, path, flags, mode);
  if (!writes(flags) && !(flags & O_PATH) && sec3_open_literal(path, flags, is_free_to_read, &fd)) return fd;
  vet(&vetted, directory, path, flags, api);
  if (vetted.verdict != STAND_IN && is_denied(&vetted)) return -1;
  fd = vetted.verdict == STAND_IN ? open_substitute(flags) : real_openat(directory, vetted.path, vetted.flags, mode);
  if (vetted.held >= 0) return in_place_of_held(&vetted, fd, flags);
  return flags & O_PATH ? fd : sec3_vetted_fd(fd, api);
}

/* ---- open ---- */

static bool has_mode(int flags) {
  return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
}

#define OPTIONAL_MODE(flags) \
  mode_t mode = 0; \
  if (has_mode(flags)) { \
    va_list list; \
    va_start(list, flags); \
    mode = va_arg(list, mode_t); \
    va_end(list); \
  }

#define OPEN(function) \
  INTERPOSE(int, function, const char *path, int flags, ...) { \
    OPTIONAL_MODE(flags) \
    return guarded_open(AT_FDCWD, path, flags, mode, "open"); \
  }
#define OPENAT(function) \
  INTERPOSE(int, function, int directory, const char *path, int flags, ...) { \
    OPTIONAL_MODE(flags) \
    return guarded_open(directory, path, flags, mode, "openat"); \
  }
/* The fortified versions, which compilers use if no mode is given. */
#define OPEN_2(function) \
  INTERPOSE(int, function, const char *path, int flags) { \
    return guarded_open(AT_FDCWD, path, flags, 0, "open"); \
  }
#define OPENAT_2(function) \
  INTERPOSE(int, function, int directory, const char *path, int flags) { \
    return guarded_open(directory, path, flags, 0, "openat"); \
  }
#define CREAT(function) \
  INTERPOSE(int, function, const char *path, mode_t mode) { \
    return guarded_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode, "creat"); \
  }

/* On 64-bit Linux O_LARGEFILE makes no difference, so one function replaces both. */
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
OPEN_2(__open_2)
OPEN_2(__open64_2)
OPENAT_2(__openat_2)
OPENAT_2(__openat64_2)
CREAT(creat)
CREAT(creat64)

bool sec3_preloaded(void) {
  Dl_info first, own;
  return dladdr(dlsym(RTLD_DEFAULT, "open64"), &first) && dladdr((void *)sec3_preloaded, &own) && first.dli_fbase == own.dli_fbase;
}

/* ---- streams ---- */

static int stream_flags(const char *mode) {
  int exclusive = strchr(mode, 'x') ? O_EXCL : 0;
  int flags = exclusive | (mode[0] == 'w' ? O_WRONLY | O_CREAT | O_TRUNC : mode[0] == 'a' ? O_WRONLY | O_CREAT | O_APPEND : O_RDONLY);
  return strchr(mode, '+') ? (flags & ~O_ACCMODE) | O_RDWR : flags;
}

static FILE *vetted_stream(FILE *stream, const char *api) {
  if (!stream || fileno(stream) < 0 || opened_verdict(fileno(stream), api) != DENIED) return stream;
  fclose(stream);
  return sec3_fail_pointer();
}

#define FOPEN(function) \
  INTERPOSE(FILE *, function, const char *path, const char *mode) { \
    struct vetted vetted; \
    if (!sec3_active() || !path || !mode) return REAL(function)(path, mode); \
    stream_caller = __builtin_return_address(0); \
    vet(&vetted, AT_FDCWD, path, stream_flags(mode), "fopen"); \
    FILE *stream = is_denied(&vetted) ? NULL : REAL(function)(vetted.path, mode); \
    if (vetted.held < 0) stream = vetted_stream(stream, "fopen"); \
    close_held(&vetted); \
    stream_caller = NULL; \
    return stream; \
  }

/* Without a path, it opens the stream's file again, possibly with more access. */
#define FREOPEN(function) \
  INTERPOSE(FILE *, function, const char *path, const char *mode, FILE *stream) { \
    struct vetted vetted; \
    char own[SEC3_ALIAS]; \
    if (!sec3_active() || !mode) return REAL(function)(path, mode, stream); \
    sec3_alias(fileno(stream), own); \
    vet(&vetted, AT_FDCWD, path ? path : own, stream_flags(mode), "freopen"); \
    if (is_denied(&vetted)) { \
      close_held(&vetted); \
      return NULL; \
    } \
    FILE *opened = REAL(function)(path ? vetted.path : NULL, mode, stream); \
    if (vetted.held < 0) opened = vetted_stream(opened, "freopen"); \
    close_held(&vetted); \
    return opened; \
  }

FOPEN(fopen)
FOPEN(fopen64)
FREOPEN(freopen)
FREOPEN(freopen64)

/* ---- other ways to open ---- */

/* A second name would make source readable under another path. */
bool sec3_source_link_denied(int folder, const char *path) {
  int fd = atomic_load(&read_judge) ? sec3_hold(folder, path, O_NOFOLLOW) : -1;
  bool denied = fd >= 0 && opened_verdict(fd, "link") != PASSES;
  if (fd >= 0) close(fd);
  return denied;
}

/* libc itself opens the files for the child. */
INTERPOSE(int, posix_spawn_file_actions_addopen, posix_spawn_file_actions_t *actions, int fd, const char *path, int flags, mode_t mode) {
  struct vetted vetted;
  vet(&vetted, AT_FDCWD, path, flags, "posix_spawn");
  close_held(&vetted);
  return vetted.verdict == DENIED ? EACCES : REAL(posix_spawn_file_actions_addopen)(actions, fd, path, flags, mode);
}
