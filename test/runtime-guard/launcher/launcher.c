/*
 * Runs a command with the restrictions of a function's processes in AWS Lambda, as far as they are known: uid 993 without capabilities,
 * no new privileges, EPERM for calls that confine or inspect processes, ENOSYS for calls that the kernel of Lambda (5.10) or its
 * sandbox lacks.
 *
 *   launcher COMMAND [ARGUMENT]...
 *
 * Needs root. Exits with 125 if the restrictions cannot be set, with 126 if the command cannot be run.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "Lambda has x86_64 and arm64 only"
#endif

enum { LAMBDA_UID = 993, LAMBDA_GID = 990 };

/*
 * The first system call that Linux 5.10 lacks (epoll_pwait2). Numbers from 424 on are equal on all architectures, and x32, the other ABI of x86_64,
 * has higher numbers.
 */
enum { FIRST_AFTER_5_10 = 441 };

static const int NOT_PERMITTED[] = {
  SYS_prctl, SYS_seccomp,         SYS_ptrace, SYS_chroot,  SYS_unshare, SYS_setns,       SYS_mount,      SYS_umount2,
  SYS_bpf,   SYS_perf_event_open, SYS_keyctl, SYS_add_key, SYS_kcmp,    SYS_userfaultfd, SYS_pivot_root,
};

static const int NOT_IMPLEMENTED[] = {
  SYS_clone3,
  SYS_io_uring_setup,
  SYS_io_uring_enter,
  SYS_io_uring_register,
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define NAMESPACES (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

static void give_up(const char *what) {
  fprintf(stderr, "launcher: %s: %s\n", what, strerror(errno));
  exit(125);
}

static void require(int result, const char *what) {
  if (result != 0) give_up(what);
}

struct program {
  struct sock_filter code[2 * (COUNT(NOT_PERMITTED) + COUNT(NOT_IMPLEMENTED)) + 16];
  unsigned short length;
};

static void add(struct program *program, struct sock_filter instruction) {
  program->code[program->length++] = instruction;
}

static void load(struct program *program, size_t offset) {
  add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset));
}

/* Rejects a call with the error if the test (BPF_JEQ, BPF_JGE or BPF_JSET) of the loaded word is true. */
static void deny_if(struct program *program, int test, unsigned value, int error) {
  add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1));
  add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error));
}

static void install_filter(void) {
  struct program program = { .length = 0 };

  load(&program, offsetof(struct seccomp_data, arch));
  add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0));
  add(&program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  load(&program, offsetof(struct seccomp_data, nr));
  for (size_t i = 0; i < COUNT(NOT_PERMITTED); i++) deny_if(&program, BPF_JEQ, (unsigned)NOT_PERMITTED[i], EPERM);
  for (size_t i = 0; i < COUNT(NOT_IMPLEMENTED); i++) deny_if(&program, BPF_JEQ, (unsigned)NOT_IMPLEMENTED[i], ENOSYS);
  deny_if(&program, BPF_JGE, FIRST_AFTER_5_10, ENOSYS);
  /* Allows clone() for threads and processes, but not for namespaces; its flags are the first argument on both architectures. */
  add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3));
  load(&program, offsetof(struct seccomp_data, args[0]));
  deny_if(&program, BPF_JSET, NAMESPACES, EPERM);
  add(&program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));

  struct sock_fprog filter = { .len = program.length, .filter = program.code };
  require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0), "seccomp filter");
}

static void drop_privileges(void) {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    require(prctl(PR_CAPBSET_DROP, capability, 0, 0, 0), "dropping a capability (run it as root)");
  require(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "dropping ambient capabilities");
  require(setgroups(0, NULL), "setgroups");
  require(setresgid(LAMBDA_GID, LAMBDA_GID, LAMBDA_GID), "setresgid");
  require(setresuid(LAMBDA_UID, LAMBDA_UID, LAMBDA_UID), "setresuid");
  require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
  /* A change of uid makes the process undumpable, and root then owns /proc/self. execve resets this, as on Lambda. */
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: launcher COMMAND [ARGUMENT]...\n");
    return 125;
  }
  drop_privileges();
  install_filter();
  execvp(argv[1], argv + 1);
  fprintf(stderr, "launcher: %s: %s\n", argv[1], strerror(errno));
  return 126;
}
