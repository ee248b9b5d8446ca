/*
 * syscall(): the same checks as for the libc functions of these system calls. Code that enters the kernel directly is not
 * seen here. It would have to be native code, which `nativeAddon` blocks.
 */
#include "events.h"
#include "interpose-log.h"
#include "interpose-open.h"
#include "interpose-options.h"
#include "interpose-sockets.h"
#include "interpose.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif

enum verdict { PASS, REFUSE_ACCESS, REFUSE_PERMISSION, REFUSE_UNKNOWN, REFUSE_DESCRIPTOR, OPENED };

static enum verdict judge(enum sec3_category category, const char *api, const void *target) {
  return sec3_denied(category, api, target, NULL) ? REFUSE_ACCESS : PASS;
}

static bool opens_for_writing(unsigned long flags) {
  return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC) || (flags & O_TMPFILE) == O_TMPFILE;
}

static enum verdict judge_open(const char *api, const char *path, unsigned long flags) {
  if (flags & O_PATH) return PASS;
  return opens_for_writing(flags) && judge(SEC3_FILE_WRITE, api, path) != PASS ? REFUSE_ACCESS : OPENED;
}

static enum verdict judge_clone(unsigned long flags) {
  return flags & CLONE_THREAD ? PASS : judge(SEC3_CHILD_PROCESS, "clone", NULL);
}

/* Calls that would disable the guard, or change the facts that it decides by. */
static enum verdict judge_tampering(const char *api) {
  return sec3_tampering_denied(api, NULL) ? REFUSE_PERMISSION : PASS;
}

/* A ring accesses files and sockets without further system calls. Programs have a fallback. */
static enum verdict judge_ring(void) {
  bool guarded = sec3_mode(SEC3_NETWORK) != SEC3_ALLOW || sec3_mode(SEC3_FILE_WRITE) != SEC3_ALLOW;
  return guarded && sec3_any_blocks() ? REFUSE_UNKNOWN : PASS;
}

static enum verdict judge_call(long number, const long *a) {
#define PATH(i) ((const char *)a[i])
  switch (number) {
    case SYS_close: return sec3_is_own_log((int)a[0]) ? REFUSE_DESCRIPTOR : PASS;
#ifdef SYS_dup2
    case SYS_dup2:
#endif
    case SYS_dup3: return sec3_is_own_log((int)a[1]) ? REFUSE_DESCRIPTOR : PASS;
    case SYS_shutdown: return sec3_ends_log((int)a[0]) ? REFUSE_DESCRIPTOR : PASS;
    case SYS_execve: return judge(SEC3_CHILD_PROCESS, "execve", PATH(0));
    case SYS_execveat: return judge(SEC3_CHILD_PROCESS, "execveat", PATH(1));
    case SYS_clone: return judge_clone((unsigned long)a[0]);
    case SYS_clone3: return a[0] ? judge_clone(*(const uint64_t *)a[0]) : PASS;
    case SYS_socket: return sec3_socket_denied((int)a[0], (int)a[1]) ? REFUSE_ACCESS : PASS;
    case SYS_bind: return sec3_bind_denied((const struct sockaddr *)a[1], (socklen_t)a[2]) ? REFUSE_ACCESS : PASS;
    case SYS_setsockopt: return sec3_option_denied((int)a[1], (int)a[2]) ? REFUSE_ACCESS : PASS;
    case SYS_openat: return judge_open("openat", PATH(1), (unsigned long)a[2]);
    case SYS_openat2: return a[2] ? judge_open("openat2", PATH(1), ((const struct open_how *)a[2])->flags) : PASS;
#ifdef SYS_open
    case SYS_open: return judge_open("open", PATH(0), (unsigned long)a[1]);
    case SYS_creat: return judge(SEC3_FILE_WRITE, "creat", PATH(0));
    case SYS_fork: return judge(SEC3_CHILD_PROCESS, "fork", NULL);
    /* Through this function, it would return to a frame that no longer exists. */
    case SYS_vfork: return judge(SEC3_CHILD_PROCESS, "vfork", NULL);
    case SYS_rename: return judge(SEC3_FILE_WRITE, "rename", PATH(1));
    case SYS_link: return judge(SEC3_FILE_WRITE, "link", PATH(1));
    case SYS_symlink: return judge(SEC3_FILE_WRITE, "symlink", PATH(1));
    case SYS_mkdir: return judge(SEC3_FILE_WRITE, "mkdir", PATH(0));
    case SYS_mknod: return judge(SEC3_FILE_WRITE, "mknod", PATH(0));
    case SYS_unlink: return judge(SEC3_FILE_WRITE, "unlink", PATH(0));
    case SYS_chmod: return judge(SEC3_FILE_WRITE, "chmod", PATH(0));
    case SYS_chown:
    case SYS_lchown: return judge(SEC3_FILE_WRITE, "chown", PATH(0));
    case SYS_utime:
    case SYS_utimes: return judge(SEC3_FILE_WRITE, "utimes", PATH(0));
    case SYS_futimesat: return judge(SEC3_FILE_WRITE, "utimes", PATH(1));
    case SYS_rmdir: return judge(SEC3_FILE_WRITE, "rmdir", PATH(0));
#endif
#ifdef SYS_renameat
    case SYS_renameat: return judge(SEC3_FILE_WRITE, "rename", PATH(3));
#endif
    case SYS_renameat2: return judge(SEC3_FILE_WRITE, "rename", PATH(3));
    case SYS_linkat: return judge(SEC3_FILE_WRITE, "link", PATH(3));
    case SYS_symlinkat: return judge(SEC3_FILE_WRITE, "symlink", PATH(2));
    case SYS_mkdirat: return judge(SEC3_FILE_WRITE, "mkdir", PATH(1));
    case SYS_mknodat: return judge(SEC3_FILE_WRITE, "mknod", PATH(1));
    case SYS_fchmodat: return judge(SEC3_FILE_WRITE, "chmod", PATH(1));
    case SYS_fchmod: return judge(SEC3_FILE_WRITE, "fchmod", NULL);
    case SYS_fchownat: return judge(SEC3_FILE_WRITE, "chown", PATH(1));
    case SYS_fchown: return judge(SEC3_FILE_WRITE, "fchown", NULL);
    case SYS_utimensat: return judge(SEC3_FILE_WRITE, "utimensat", PATH(1));
    case SYS_setxattr:
    case SYS_lsetxattr: return judge(SEC3_FILE_WRITE, "setxattr", PATH(0));
    case SYS_fsetxattr: return judge(SEC3_FILE_WRITE, "fsetxattr", NULL);
    case SYS_ioctl: return sec3_request_denied((unsigned long)a[1]) ? REFUSE_ACCESS : PASS;
    case SYS_prlimit64: return sec3_limit_denied((int)a[1], (const struct rlimit *)a[2]) ? REFUSE_ACCESS : PASS;
    case SYS_truncate: return judge(SEC3_FILE_WRITE, "truncate", PATH(0));
    case SYS_unlinkat: return judge(SEC3_FILE_WRITE, "unlink", PATH(1));
    case SYS_ptrace: return judge_tampering("ptrace");
    case SYS_process_vm_writev: return judge_tampering("process_vm_writev");
    case SYS_process_vm_readv: return a[0] == getpid() ? PASS : judge_tampering("process_vm_readv");
    case SYS_process_madvise: return judge_tampering("process_madvise");
    case SYS_pidfd_getfd: return judge_tampering("pidfd_getfd");
    case SYS_userfaultfd: return judge_tampering("userfaultfd");
    case SYS_chroot: return judge_tampering("chroot");
    case SYS_pivot_root: return judge_tampering("pivot_root");
    case SYS_mount: return judge_tampering("mount");
    case SYS_unshare: return judge_tampering("unshare");
    case SYS_setns: return judge_tampering("setns");
    case SYS_io_uring_setup: return judge_ring();
    default: return PASS;
  }
#undef PATH
}

INTERPOSE(long, syscall, long number, ...) {
  long a[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  enum verdict verdict = sec3_active() ? judge_call(number, a) : PASS;
  if (verdict == REFUSE_ACCESS) return sec3_fail(EACCES);
  if (verdict == REFUSE_PERMISSION) return sec3_fail(EPERM);
  if (verdict == REFUSE_UNKNOWN) return sec3_fail(ENOSYS);
  if (verdict == REFUSE_DESCRIPTOR) return sec3_fail(EBADF);
  switch (number) {
    case SYS_close_range: return sec3_close_range((unsigned)a[0], (unsigned)a[1], (int)a[2]);
    /* The replacements check a copy, and use it. */
    case SYS_connect: return connect((int)a[0], (const struct sockaddr *)a[1], (socklen_t)a[2]);
    case SYS_sendto: return sendto((int)a[0], (const void *)a[1], (size_t)a[2], (int)a[3], (const struct sockaddr *)a[4], (socklen_t)a[5]);
    case SYS_sendmsg: return sendmsg((int)a[0], (const struct msghdr *)a[1], (int)a[2]);
    case SYS_sendmmsg: return sendmmsg((int)a[0], (struct mmsghdr *)a[1], (unsigned)a[2], (int)a[3]);
    default: break;
  }
  long result = REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  return verdict == OPENED ? sec3_vetted_fd((int)result, "open") : result;
}
