#include "verdict.h"

#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* Kind of an argument of a call. */
enum subject { PATH, DESCRIPTOR, ADDRESS, MESSAGE, MESSAGES, OPTION };

enum rule { OPENS, READS, WRITES_MEMORY, MAPS, CHANGES, CONTROLS, TALKS, BINDS, TAMPERS };

static const struct watched {
  int number;
  const char *name;
  enum rule rule;
  enum subject subject;
  int argument;
} CALLS[] = {
#ifdef SYS_open
  { SYS_open, "open", OPENS, PATH, 0 },
  { SYS_creat, "creat", OPENS, PATH, 0 },
  { SYS_rename, "rename", CHANGES, PATH, 0 },
  { SYS_link, "link", CHANGES, PATH, 0 },
  { SYS_symlink, "symlink", CHANGES, PATH, 1 },
  { SYS_mkdir, "mkdir", CHANGES, PATH, 0 },
  { SYS_rmdir, "rmdir", CHANGES, PATH, 0 },
  { SYS_unlink, "unlink", CHANGES, PATH, 0 },
  { SYS_mknod, "mknod", CHANGES, PATH, 0 },
  { SYS_chmod, "chmod", CHANGES, PATH, 0 },
  { SYS_chown, "chown", CHANGES, PATH, 0 },
  { SYS_lchown, "lchown", CHANGES, PATH, 0 },
  { SYS_utime, "utime", CHANGES, PATH, 0 },
  { SYS_utimes, "utimes", CHANGES, PATH, 0 },
#endif
  { SYS_openat, "openat", OPENS, PATH, 1 },
  { SYS_openat2, "openat2", OPENS, PATH, 1 },
  { SYS_renameat, "renameat", CHANGES, PATH, 1 },
  { SYS_renameat2, "renameat2", CHANGES, PATH, 1 },
  { SYS_linkat, "linkat", CHANGES, PATH, 1 },
  { SYS_symlinkat, "symlinkat", CHANGES, PATH, 2 },
  { SYS_mkdirat, "mkdirat", CHANGES, PATH, 1 },
  { SYS_unlinkat, "unlinkat", CHANGES, PATH, 1 },
  { SYS_mknodat, "mknodat", CHANGES, PATH, 1 },
  { SYS_truncate, "truncate", CHANGES, PATH, 0 },
  { SYS_fchmodat, "fchmodat", CHANGES, PATH, 1 },
  { SYS_fchownat, "fchownat", CHANGES, PATH, 1 },
  { SYS_setxattr, "setxattr", CHANGES, PATH, 0 },
  { SYS_lsetxattr, "lsetxattr", CHANGES, PATH, 0 },
  { SYS_removexattr, "removexattr", CHANGES, PATH, 0 },
  { SYS_lremovexattr, "lremovexattr", CHANGES, PATH, 0 },
  { SYS_utimensat, "utimensat", CHANGES, PATH, 1 },
  { SYS_ftruncate, "ftruncate", CHANGES, DESCRIPTOR, 0 },
  { SYS_fallocate, "fallocate", CHANGES, DESCRIPTOR, 0 },
  { SYS_fchmod, "fchmod", CHANGES, DESCRIPTOR, 0 },
  { SYS_fchown, "fchown", CHANGES, DESCRIPTOR, 0 },
  { SYS_fsetxattr, "fsetxattr", CHANGES, DESCRIPTOR, 0 },
  { SYS_fremovexattr, "fremovexattr", CHANGES, DESCRIPTOR, 0 },
  { SYS_ioctl, "ioctl", CONTROLS, DESCRIPTOR, 0 },
  { SYS_read, "read", READS, DESCRIPTOR, 0 },
  { SYS_pread64, "pread64", READS, DESCRIPTOR, 0 },
  { SYS_readv, "readv", READS, DESCRIPTOR, 0 },
  { SYS_preadv, "preadv", READS, DESCRIPTOR, 0 },
  { SYS_preadv2, "preadv2", READS, DESCRIPTOR, 0 },
  { SYS_copy_file_range, "copy_file_range", READS, DESCRIPTOR, 0 },
  { SYS_splice, "splice", READS, DESCRIPTOR, 0 },
  { SYS_sendfile, "sendfile", READS, DESCRIPTOR, 1 },
  { SYS_mmap, "mmap", MAPS, DESCRIPTOR, 4 },
  { SYS_write, "write", WRITES_MEMORY, DESCRIPTOR, 0 },
  { SYS_pwrite64, "pwrite64", WRITES_MEMORY, DESCRIPTOR, 0 },
  { SYS_writev, "writev", WRITES_MEMORY, DESCRIPTOR, 0 },
  { SYS_connect, "connect", TALKS, ADDRESS, 1 },
  { SYS_sendto, "sendto", TALKS, ADDRESS, 4 },
  { SYS_sendmsg, "sendmsg", TALKS, MESSAGE, 1 },
  { SYS_sendmmsg, "sendmmsg", TALKS, MESSAGES, 1 },
  { SYS_setsockopt, "setsockopt", TALKS, OPTION, 1 },
  { SYS_bind, "bind", BINDS, ADDRESS, 1 },
  { SYS_process_vm_readv, "process_vm_readv", TAMPERS, DESCRIPTOR, -1 },
  { SYS_process_vm_writev, "process_vm_writev", TAMPERS, DESCRIPTOR, -1 },
  { SYS_ptrace, "ptrace", TAMPERS, DESCRIPTOR, -1 },
  { SYS_io_uring_setup, "io_uring_setup", TAMPERS, DESCRIPTOR, -1 },
};

enum { COUNT = sizeof CALLS / sizeof *CALLS };

int watched_number(int index) {
  return index < COUNT ? CALLS[index].number : -1;
}

static const struct watched *watched(uint64_t number) {
  for (int i = 0; i < COUNT; i++) {
    if (CALLS[i].number == (int)number) return &CALLS[i];
  }
  return NULL;
}

void note(pid_t thread, struct call *call) {
  const struct watched *it = watched(call->number);
  call->path[0] = '\0';
  if (!it || it->argument < 0) return;
  uint64_t value = call->args[it->argument];
  switch (it->subject) {
    case PATH: read_text(thread, value, call->path, sizeof call->path); break;
    case DESCRIPTOR: path_of(thread, (int)value, call->path); break;
    case ADDRESS: describe_address(thread, value, (size_t)call->args[it->argument + 1], call->path); break;
    case MESSAGE: describe_message(thread, value, call->path); break;
    case MESSAGES: describe_messages(thread, value, call->args[2], call->path); break;
    case OPTION: describe_option((int)value, (int)call->args[2], call->path); break;
  }
}

static bool is_below(const char *path, const char *folder) {
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && path[length] == '/';
}

static bool is_memory(const char *path) {
  const char *name = strrchr(path, '/');
  return strncmp(path, "/proc/", 6) == 0 && (strcmp(name, "/mem") == 0 || strcmp(name, "/environ") == 0);
}

/* Checks whether a file was opened for changes. Descriptors that only refer to a path change nothing. */
static bool opens_to_write(pid_t thread, const struct call *call, int fd) {
  uint64_t flags = call->number == SYS_openat ? call->args[2] : O_WRONLY | O_TRUNC;
  if (call->number == SYS_openat2 && read_memory(thread, call->args[2], &flags, sizeof flags) == 0) return false;
#ifdef SYS_open
  if (call->number == SYS_open) flags = call->args[1];
#endif
  bool writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC) || (flags & O_TMPFILE) == O_TMPFILE;
  return writes && !(flags & O_PATH) && is_file(thread, fd);
}

static bool changes(pid_t thread, const struct call *call, const struct watched *it) {
  return it->subject != DESCRIPTOR || is_file(thread, (int)call->args[0]);
}

const char *verdict(pid_t thread, const struct call *call, int64_t result, const struct places *places, char target[PATH_MAX]) {
  const struct watched *it = watched(call->number);
  /* A host that answers that the port is closed has been reached. */
  bool reached = call->number == SYS_connect && (result == -EINPROGRESS || result == -ECONNREFUSED);
  if (!it || (result < 0 && !reached)) return NULL;
  snprintf(target, PATH_MAX, "%s %.4000s", it->name, call->path);
  switch (it->rule) {
    case OPENS: return opens_to_write(thread, call, (int)result) ? "write" : NULL;
    case READS:
      if (result > 0 && is_memory(call->path)) return "memory";
      return result > 0 && is_below(call->path, places->secrets) ? "read" : NULL;
    case MAPS:
      if (call->args[2] & PROT_EXEC && is_below(call->path, places->foreign)) return "load";
      return !(call->args[3] & MAP_ANONYMOUS) && is_below(call->path, places->secrets) ? "read" : NULL;
    case WRITES_MEMORY: return result > 0 && is_memory(call->path) ? "memory" : NULL;
    case CONTROLS: return call->args[1] == FS_IOC_SETFLAGS || call->args[1] == FICLONE || call->args[1] == FICLONERANGE ? "change" : NULL;
    case CHANGES: return changes(thread, call, it) ? "change" : NULL;
    case TALKS: return call->path[0] ? "send" : NULL;
    case BINDS: return strncmp(call->path, "unix:/", 6) == 0 ? "change" : NULL;
    default: return "memory";
  }
}
