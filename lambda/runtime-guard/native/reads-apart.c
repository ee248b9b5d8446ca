/* Files that the guard reads, and that no other code in the process may read at the same time. */
#include "reads-apart.h"
#include "events.h"
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

struct job {
  char path[SEC3_ALIAS];
  off_t offset;
  char *content;
  size_t size;
  ssize_t length;
  _Atomic int runs; /* cleared by the kernel */
};

int sec3_hold(int folder, const char *path, int flags) {
  typedef int function(int, const char *, int, ...);
  return ((function *)sec3_real(SEC3_REAL_openat64))(folder, path, O_PATH | O_CLOEXEC | (flags & (O_NOFOLLOW | O_DIRECTORY)));
}

void sec3_alias(int held, char alias[SEC3_ALIAS]) {
  snprintf(alias, SEC3_ALIAS, "/proc/self/fd/%d", held);
}

ssize_t sec3_read_open(int fd, off_t offset, void *content, size_t size) {
  size_t length = 0;
  while (length < size) {
    ssize_t count = pread(fd, (char *)content + length, size - length, offset + (off_t)length);
    if (count <= 0) break;
    length += (size_t)count;
  }
  return (ssize_t)length;
}

static void read_now(struct job *job) {
  typedef int open_function(const char *, int, ...);
  int fd = ((open_function *)sec3_real(SEC3_REAL_open64))(job->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return;
  job->length = sec3_read_open(fd, job->offset, job->content, job->size);
  close(fd);
}

static long system_call(long number, void *address, long operation, long value) {
  typedef long function(long, ...);
  return ((function *)sec3_real(SEC3_REAL_syscall))(number, address, operation, value, NULL, NULL, 0);
}

/* Descriptors of this thread close when it ends. It uses the storage of the waiting thread, and takes no signals. */
static int run(void *job) {
  read_now(job);
  system_call(SYS_exit, NULL, 0, 0);
  return 0;
}

static void read_apart(struct job *job) {
  enum { WITHOUT_FILES = CLONE_VM | CLONE_FS | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID };
  typedef int clone_function(int (*)(void *), void *, int, void *, ...);
  _Alignas(16) char stack[16 * 1024];
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  atomic_store(&job->runs, 1);
  int thread = ((clone_function *)sec3_real(SEC3_REAL_clone))(run, stack + sizeof stack, WITHOUT_FILES, job, NULL, NULL, &job->runs);
  while (thread > 0 && atomic_load(&job->runs)) system_call(SYS_futex, &job->runs, FUTEX_WAIT, 1);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

bool sec3_reads_apart(void) {
  return sec3_started() && sec3_mode(SEC3_SOURCE_READ) == SEC3_BLOCK;
}

ssize_t sec3_read_held(int held, off_t offset, void *content, size_t size) {
  struct job job = { .offset = offset, .content = content, .size = size, .length = -1 };
  int saved = errno;
  sec3_alias(held, job.path);
  if (sec3_reads_apart()) read_apart(&job);
  else read_now(&job);
  errno = saved;
  return job.length;
}
