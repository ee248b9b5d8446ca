/* The functions of libc that the guard replaces. */
#ifndef SEC3_FUNCTIONS_H
#define SEC3_FUNCTIONS_H

/* A table, in groups. */
/* clang-format off */
#define SEC3_FUNCTIONS(X) \
  /* child processes */ \
  X(execve) X(execvpe) X(fexecve) X(execveat) X(posix_spawn) X(posix_spawnp) X(pidfd_spawn) X(pidfd_spawnp) \
  X(fork) X(_Fork) X(vfork) X(clone) X(forkpty) X(daemon) X(system) X(popen) X(wordexp) \
  /* network */ \
  X(socket) X(bind) X(connect) X(send) X(sendto) X(sendmsg) X(sendmmsg) X(recv) X(__recv_chk) X(recvfrom) X(__recvfrom_chk) \
  X(getaddrinfo) X(getaddrinfo_a) X(getnameinfo) X(gethostbyname) X(gethostbyname2) X(gethostbyname_r) \
  X(gethostbyname2_r) X(gethostbyaddr) X(gethostbyaddr_r) \
  X(res_query) X(res_search) X(res_querydomain) X(res_nquery) X(res_nsearch) X(res_nquerydomain) \
  X(res_send) X(res_nsend) X(__res_query) X(__res_search) X(__res_querydomain) X(__res_nquery) \
  X(__res_nsearch) X(__res_nquerydomain) X(__res_send) X(__res_nsend) \
  /* files */ \
  X(open) X(open64) X(openat) X(openat64) X(__open_2) X(__open64_2) X(__openat_2) X(__openat64_2) \
  X(creat) X(creat64) X(fopen) X(fopen64) X(freopen) X(freopen64) \
  X(mkstemp) X(mkstemp64) X(mkostemp) X(mkostemp64) X(mkstemps) X(mkstemps64) X(mkostemps) X(mkostemps64) \
  X(mkdtemp) X(tmpfile) X(tmpfile64) X(posix_spawn_file_actions_addopen) \
  X(rename) X(renameat) X(renameat2) X(link) X(linkat) X(symlink) X(symlinkat) X(mkdir) X(mkdirat) \
  X(mknod) X(mknodat) X(mkfifo) X(mkfifoat) X(truncate) X(truncate64) X(unlink) X(unlinkat) X(rmdir) X(remove) \
  X(chmod) X(fchmod) X(fchmodat) X(lchmod) X(chown) X(lchown) X(fchown) X(fchownat) \
  X(utime) X(utimes) X(lutimes) X(futimes) X(futimesat) X(utimensat) X(futimens) \
  X(setxattr) X(lsetxattr) X(fsetxattr) X(removexattr) X(lremovexattr) X(fremovexattr) \
  X(shm_open) X(shm_unlink) X(sem_open) X(sem_unlink) \
  X(bindtextdomain) X(gettext) X(dgettext) X(dcgettext) \
  /* settings that change other calls, and messages of errors */ \
  X(setsockopt) X(ioctl) X(setrlimit) X(setrlimit64) X(prlimit) X(prlimit64) X(setenv) X(putenv) X(strerror) X(gai_strerror) \
  /* native code, process memory, raw system calls */ \
  X(dlopen) X(dlmopen) X(ptrace) X(process_vm_readv) X(process_vm_writev) X(kill) X(chroot) X(unshare) X(setns) X(syscall) \
  /* the log */ \
  X(close) X(close_range) X(closefrom) X(dup2) X(dup3) X(shutdown)

enum sec3_function {
#define SEC3_ENTRY(name) SEC3_REAL_##name,
  SEC3_FUNCTIONS(SEC3_ENTRY)
#undef SEC3_ENTRY
  SEC3_FUNCTION_COUNT
};
/* clang-format on */

#endif
