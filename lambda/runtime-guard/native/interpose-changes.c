/* Calls that change content, attributes or names of files and folders without opening them: `fileWrite`. */
#include "events.h"
#include "interpose-open.h"
#include "interpose.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

static bool write_denied(const char *api, const char *path) {
  return sec3_denied(SEC3_FILE_WRITE, api, path, NULL);
}

/* Defines a replacement for a function that returns `int` and changes the file or folder at `target`. */
#define PARAMETERS(...) __VA_ARGS__
#define CHANGES(function, target, parameters, ...) \
  INTERPOSE(int, function, parameters) { \
    if (write_denied(#function, target)) return sec3_fail(EACCES); \
    return REAL(function)(__VA_ARGS__); \
  }

CHANGES(mkstemp, name, PARAMETERS(char *name), name)
CHANGES(mkstemp64, name, PARAMETERS(char *name), name)
CHANGES(mkostemp, name, PARAMETERS(char *name, int flags), name, flags)
CHANGES(mkostemp64, name, PARAMETERS(char *name, int flags), name, flags)
CHANGES(mkstemps, name, PARAMETERS(char *name, int suffix), name, suffix)
CHANGES(mkstemps64, name, PARAMETERS(char *name, int suffix), name, suffix)
CHANGES(mkostemps, name, PARAMETERS(char *name, int suffix, int flags), name, suffix, flags)
CHANGES(mkostemps64, name, PARAMETERS(char *name, int suffix, int flags), name, suffix, flags)
CHANGES(rename, to, PARAMETERS(const char *from, const char *to), from, to)
CHANGES(renameat, to, PARAMETERS(int from_folder, const char *from, int to_folder, const char *to), from_folder, from, to_folder, to)
CHANGES(renameat2, to, PARAMETERS(int from_folder, const char *from, int to_folder, const char *to, unsigned flags), from_folder, from, to_folder, to, flags)

static bool link_denied(int folder, const char *from, const char *to) {
  return sec3_source_link_denied(folder, from) || write_denied("link", to);
}

INTERPOSE(int, link, const char *from, const char *to) {
  return link_denied(AT_FDCWD, from, to) ? sec3_fail(EACCES) : REAL(link)(from, to);
}

INTERPOSE(int, linkat, int from_folder, const char *from, int to_folder, const char *to, int flags) {
  return link_denied(from_folder, from, to) ? sec3_fail(EACCES) : REAL(linkat)(from_folder, from, to_folder, to, flags);
}

CHANGES(symlink, path, PARAMETERS(const char *content, const char *path), content, path)
CHANGES(symlinkat, path, PARAMETERS(const char *content, int folder, const char *path), content, folder, path)
CHANGES(mkdir, path, PARAMETERS(const char *path, mode_t mode), path, mode)
CHANGES(mkdirat, path, PARAMETERS(int folder, const char *path, mode_t mode), folder, path, mode)
CHANGES(mknod, path, PARAMETERS(const char *path, mode_t mode, dev_t device), path, mode, device)
CHANGES(mknodat, path, PARAMETERS(int folder, const char *path, mode_t mode, dev_t device), folder, path, mode, device)
CHANGES(mkfifo, path, PARAMETERS(const char *path, mode_t mode), path, mode)
CHANGES(mkfifoat, path, PARAMETERS(int folder, const char *path, mode_t mode), folder, path, mode)
CHANGES(truncate, path, PARAMETERS(const char *path, off_t length), path, length)
CHANGES(truncate64, path, PARAMETERS(const char *path, off_t length), path, length)
CHANGES(chmod, path, PARAMETERS(const char *path, mode_t mode), path, mode)
CHANGES(lchmod, path, PARAMETERS(const char *path, mode_t mode), path, mode)
CHANGES(fchmodat, path, PARAMETERS(int folder, const char *path, mode_t mode, int flags), folder, path, mode, flags)
CHANGES(chown, path, PARAMETERS(const char *path, uid_t user, gid_t group), path, user, group)
CHANGES(lchown, path, PARAMETERS(const char *path, uid_t user, gid_t group), path, user, group)
CHANGES(fchownat, path, PARAMETERS(int folder, const char *path, uid_t user, gid_t group, int flags), folder, path, user, group, flags)
CHANGES(utime, path, PARAMETERS(const char *path, const struct utimbuf *times), path, times)
CHANGES(utimes, path, PARAMETERS(const char *path, const struct timeval times[2]), path, times)
CHANGES(lutimes, path, PARAMETERS(const char *path, const struct timeval times[2]), path, times)
CHANGES(futimesat, path, PARAMETERS(int folder, const char *path, const struct timeval times[2]), folder, path, times)
CHANGES(utimensat, path, PARAMETERS(int folder, const char *path, const struct timespec times[2], int flags), folder, path, times, flags)
CHANGES(setxattr, path, PARAMETERS(const char *path, const char *name, const void *value, size_t size, int flags), path, name, value, size, flags)
CHANGES(lsetxattr, path, PARAMETERS(const char *path, const char *name, const void *value, size_t size, int flags), path, name, value, size, flags)
CHANGES(removexattr, path, PARAMETERS(const char *path, const char *name), path, name)
CHANGES(lremovexattr, path, PARAMETERS(const char *path, const char *name), path, name)
CHANGES(fchmod, NULL, PARAMETERS(int fd, mode_t mode), fd, mode)
CHANGES(fchown, NULL, PARAMETERS(int fd, uid_t user, gid_t group), fd, user, group)
CHANGES(futimes, NULL, PARAMETERS(int fd, const struct timeval times[2]), fd, times)
CHANGES(futimens, NULL, PARAMETERS(int fd, const struct timespec times[2]), fd, times)
CHANGES(fsetxattr, NULL, PARAMETERS(int fd, const char *name, const void *value, size_t size, int flags), fd, name, value, size, flags)
CHANGES(fremovexattr, NULL, PARAMETERS(int fd, const char *name), fd, name)
CHANGES(unlink, path, PARAMETERS(const char *path), path)
CHANGES(unlinkat, path, PARAMETERS(int folder, const char *path, int flags), folder, path, flags)
CHANGES(rmdir, path, PARAMETERS(const char *path), path)
CHANGES(remove, path, PARAMETERS(const char *path), path)

INTERPOSE(char *, mkdtemp, char *name) {
  return write_denied("mkdtemp", name) ? sec3_fail_pointer() : REAL(mkdtemp)(name);
}

INTERPOSE(FILE *, tmpfile, void) {
  return write_denied("tmpfile", NULL) ? sec3_fail_pointer() : REAL(tmpfile)();
}

INTERPOSE(FILE *, tmpfile64, void) {
  return write_denied("tmpfile", NULL) ? sec3_fail_pointer() : REAL(tmpfile64)();
}
