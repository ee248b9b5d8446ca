/*
 * Opening files: for writing it is `fileWrite`; terminals, pipes and devices such as /dev/null are not. Process memory
 * (/proc/<pid>/mem and environ) is recognized by what was really opened, since any path may lead there.
 */
#include "interpose-open.h"
#include "deployed-files.h"
#include "events.h"
#include "interpose.h"
#include "mounts.h"

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

/* A device, a pipe, or a standard stream. */
static bool is_no_file(const struct stat *file) {
  return S_ISCHR(file->st_mode) || S_ISFIFO(file->st_mode) || S_ISSOCK(file->st_mode) || sec3_is_standard_stream(file);
}

/* Opens a path without its content, at a number that the program does not expect for its own next descriptor. */
static int hold(int directory, const char *path, int flags) {
  enum { HIGH = 200 };
  int fd = real_openat(directory, path, O_PATH | O_CLOEXEC | (flags & O_NOFOLLOW), 0);
  int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, HIGH);
  if (high < 0) return fd;
  close(fd);
  return high;
}

struct vetted {
  const char *path;
  int flags;
  int held; /* -1: nothing to close */
  char alias[32];
  bool denied;
};

static void close_held(const struct vetted *vetted) {
  int saved = errno;
  if (vetted->held >= 0) close(vetted->held);
  errno = saved;
}

/* The path may change its meaning at any moment; a descriptor does not. */
static void pass_by_number(struct vetted *vetted) {
  snprintf(vetted->alias, sizeof vetted->alias, "/proc/self/fd/%d", vetted->held);
  vetted->path = vetted->alias;
  vetted->flags &= ~(O_CREAT | O_EXCL | O_NOFOLLOW);
}

/* Asks about opening a path: whether it is denied, and what to open otherwise. */
static void vet(struct vetted *vetted, int directory, const char *path, int flags, const char *api) {
  *vetted = (struct vetted){ .path = path, .flags = flags, .held = -1 };
  if (!path || !writes(flags) || sec3_mode(SEC3_FILE_WRITE) == SEC3_ALLOW) return;
  int saved = errno;
  struct stat file;
  if (sec3_mode(SEC3_FILE_WRITE) == SEC3_ALERT) {
    bool passes = fstatat(directory, path, &file, flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0) == 0 && is_no_file(&file);
    if (!passes) sec3_denied(SEC3_FILE_WRITE, api, path, NULL);
  } else {
    vetted->held = hold(directory, path, flags);
    vetted->denied = !(vetted->held >= 0 && fstat(vetted->held, &file) == 0 && is_no_file(&file)) && sec3_denied(SEC3_FILE_WRITE, api, path, NULL);
    if (vetted->denied) close_held(vetted);
    else pass_by_number(vetted);
  }
  errno = saved;
}

/* ---- what has really been opened ---- */

static _Atomic(enum sec3_read (*)(const char *, const char *, const void *)) read_judge;

/* Where fopen returns to, during one. */
static __thread const void *stream_caller;

void sec3_set_read_judge(enum sec3_read (*judge)(const char *, const char *, const void *)) {
  atomic_store(&read_judge, judge);
}

/* /proc/<pid>/mem, and the environment that a process was started with, where secrets stay that it has since deleted. */
static bool is_process_memory(int fd, const char *path) {
  struct statfs filesystem;
  const char *name = strrchr(path, '/');
  if (!name || (strcmp(name, "/mem") != 0 && strcmp(name, "/environ") != 0)) return false;
  return fstatfs(fd, &filesystem) == 0 && filesystem.f_type == PROC_SUPER_MAGIC;
}

static bool judges_reads(void) {
  return atomic_load(&read_judge) && sec3_started() && sec3_mode(SEC3_SOURCE_READ) != SEC3_ALLOW && sec3_task_root()[0];
}

static bool source_read_denied(const char *path, const char *api) {
  const char *root = sec3_task_root();
  if (!judges_reads() || strncmp(path, root, strlen(root)) != 0) return false;
  enum sec3_read read = atomic_load(&read_judge)(path, api, stream_caller);
  if (read == SEC3_READ_UNHEARD) return sec3_mode(SEC3_SOURCE_READ) == SEC3_BLOCK;
  return read == SEC3_READ_JUDGED && sec3_denied(SEC3_SOURCE_READ, api, path, NULL);
}

/* Whether what is open can be neither process memory, which has the size 0, nor source. */
static bool is_ordinary(int fd) {
  struct stat file;
  struct statx with_mount;
  if (!judges_reads()) return fstat(fd, &file) == 0 && (!S_ISREG(file.st_mode) || file.st_size > 0);
  if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE | STATX_MNT_ID, &with_mount) != 0) return false;
  return !S_ISREG(with_mount.stx_mode) || (with_mount.stx_size > 0 && sec3_is_mounted_elsewhere(&with_mount));
}

/* Whether the policy blocks what is open as `fd`; keeps errno. */
static bool opened_denied(int fd, const char *api) {
  char path[PATH_MAX];
  int saved = errno;
  bool denied =
      !is_ordinary(fd) && sec3_path_of(fd, path) && ((is_process_memory(fd, path) && sec3_tampering_denied(api, path)) || source_read_denied(path, api));
  errno = saved;
  return denied;
}

int sec3_vetted_fd(int fd, const char *api) {
  if (fd < 0 || !opened_denied(fd, api)) return fd;
  close(fd);
  return sec3_refuse(EACCES);
}

static int guarded_open(int directory, const char *path, int flags, mode_t mode, const char *api) {
  struct vetted vetted;
  if (!sec3_active()) return real_openat(directory, path, flags, mode);
  vet(&vetted, directory, path, flags, api);
  if (vetted.denied) return sec3_refuse(EACCES);
  int fd = real_openat(directory, vetted.path, vetted.flags, mode);
  close_held(&vetted);
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
/* The checked versions, which compilers put where no mode is given. */
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

/* On 64-bit Linux O_LARGEFILE makes no difference, and one function can stand for both. */
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
  int flags = mode[0] == 'w' ? O_WRONLY | O_CREAT | O_TRUNC : mode[0] == 'a' ? O_WRONLY | O_CREAT | O_APPEND : O_RDONLY;
  return strchr(mode, '+') ? (flags & ~O_ACCMODE) | O_RDWR : flags;
}

static FILE *vetted_stream(FILE *stream, const char *api) {
  if (!stream || fileno(stream) < 0 || !opened_denied(fileno(stream), api)) return stream;
  fclose(stream);
  return sec3_refuse_pointer();
}

#define FOPEN(function) \
  INTERPOSE(FILE *, function, const char *path, const char *mode) { \
    struct vetted vetted; \
    if (!sec3_active() || !path || !mode) return REAL(function)(path, mode); \
    vet(&vetted, AT_FDCWD, path, stream_flags(mode), "fopen"); \
    if (vetted.denied) return sec3_refuse_pointer(); \
    FILE *stream = REAL(function)(vetted.path, mode); \
    close_held(&vetted); \
    stream_caller = __builtin_return_address(0); \
    stream = vetted_stream(stream, "fopen"); \
    stream_caller = NULL; \
    return stream; \
  }

/* Without a path it opens the stream's own file again, perhaps for more than before. */
#define FREOPEN(function) \
  INTERPOSE(FILE *, function, const char *path, const char *mode, FILE *stream) { \
    struct vetted vetted; \
    char own[32]; \
    if (!sec3_active() || !mode) return REAL(function)(path, mode, stream); \
    snprintf(own, sizeof own, "/proc/self/fd/%d", fileno(stream)); \
    vet(&vetted, AT_FDCWD, path ? path : own, stream_flags(mode), "freopen"); \
    if (vetted.denied) return sec3_refuse_pointer(); \
    FILE *opened = REAL(function)(path ? vetted.path : NULL, mode, stream); \
    close_held(&vetted); \
    return vetted_stream(opened, "freopen"); \
  }

FOPEN(fopen)
FOPEN(fopen64)
FREOPEN(freopen)
FREOPEN(freopen64)

/* ---- other ways to open ---- */

/* A second name would make source readable elsewhere. */
bool sec3_source_link_denied(int folder, const char *path) {
  int fd = atomic_load(&read_judge) ? hold(folder, path, O_NOFOLLOW) : -1;
  bool denied = fd >= 0 && opened_denied(fd, "link");
  if (fd >= 0) close(fd);
  return denied;
}

/* What the child is to open, libc opens by itself. */
INTERPOSE(int, posix_spawn_file_actions_addopen, posix_spawn_file_actions_t *actions, int fd, const char *path, int flags, mode_t mode) {
  struct vetted vetted;
  vet(&vetted, AT_FDCWD, path, flags, "posix_spawn");
  close_held(&vetted);
  return vetted.denied ? EACCES : REAL(posix_spawn_file_actions_addopen)(actions, fd, path, flags, mode);
}
