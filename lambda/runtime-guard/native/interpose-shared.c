/* Names in shared memory: files in /dev/shm that libc itself creates and removes. `fileWrite`. */
#include "events.h"
#include "interpose.h"

#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <sys/mman.h>

static bool denied(const char *api, const char *name) {
  return sec3_denied(SEC3_FILE_WRITE, api, name, NULL);
}

INTERPOSE(int, shm_open, const char *name, int flags, mode_t mode) {
  bool writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
  return writes && denied("shm_open", name) ? sec3_fail(EACCES) : REAL(shm_open)(name, flags, mode);
}

INTERPOSE(int, shm_unlink, const char *name) {
  return denied("shm_unlink", name) ? sec3_fail(EACCES) : REAL(shm_unlink)(name);
}

INTERPOSE(sem_t *, sem_open, const char *name, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
  unsigned value = flags & O_CREAT ? va_arg(list, unsigned) : 0;
  va_end(list);
  return flags & O_CREAT && denied("sem_open", name) ? sec3_fail_pointer() : REAL(sem_open)(name, flags, mode, value);
}

INTERPOSE(int, sem_unlink, const char *name) {
  return denied("sem_unlink", name) ? sec3_fail(EACCES) : REAL(sem_unlink)(name);
}
