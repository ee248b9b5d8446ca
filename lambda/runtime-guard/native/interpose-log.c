/* The descriptor of the guard's log: for other code there is none, so that it can neither be closed nor made to lead elsewhere. */
#include "interpose-log.h"
#include "interpose.h"

#include <sys/syscall.h>
#include <unistd.h>

bool sec3_ends_log(int fd) {
  struct stat file, log;
  return sec3_is_own_log(sec3_log()) && fstat(fd, &file) == 0 && fstat(sec3_log(), &log) == 0 && file.st_ino == log.st_ino && file.st_dev == log.st_dev;
}

static int close_range_as_asked(unsigned first, unsigned last, int flags) {
  typedef long syscall_function(long, ...);
  return (int)((syscall_function *)sec3_real(SEC3_REAL_syscall))(SYS_close_range, first, last, flags);
}

int sec3_close_range(unsigned first, unsigned last, int flags) {
  unsigned log = (unsigned)sec3_log();
  if (!sec3_is_own_log((int)log) || log < first || log > last) return close_range_as_asked(first, last, flags);
  int result = log > first ? close_range_as_asked(first, log - 1, flags) : 0;
  return result == 0 && log < last ? close_range_as_asked(log + 1, last, flags) : result;
}

INTERPOSE(int, close, int fd) {
  return sec3_is_own_log(fd) ? sec3_fail(EBADF) : REAL(close)(fd);
}

INTERPOSE(int, close_range, unsigned first, unsigned last, int flags) {
  return sec3_close_range(first, last, flags);
}

INTERPOSE(void, closefrom, int first) {
  int log = sec3_log();
  if (!sec3_is_own_log(log) || log < first) {
    REAL(closefrom)(first);
    return;
  }
  if (log > first) sec3_close_range((unsigned)first, (unsigned)log, 0);
  REAL(closefrom)(log + 1);
}

INTERPOSE(int, dup2, int from, int to) {
  return sec3_is_own_log(to) ? sec3_fail(EBADF) : REAL(dup2)(from, to);
}

INTERPOSE(int, dup3, int from, int to, int flags) {
  return sec3_is_own_log(to) ? sec3_fail(EBADF) : REAL(dup3)(from, to, flags);
}

/* A pipe cannot be shut down either. */
INTERPOSE(int, shutdown, int fd, int how) {
  return sec3_ends_log(fd) ? sec3_fail(ENOTSOCK) : REAL(shutdown)(fd, how);
}
