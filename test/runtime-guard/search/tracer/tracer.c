/*
 * Runs a command, and records the forbidden operations of it and of all processes that it starts, as the kernel observes them:
 *
 *   tracer REPORT SECRETS FOREIGN SECONDS all|first COMMAND [ARGUMENT]...
 *
 * The command announces a case with an access check of /@sec3/NUMBER. Later operations are recorded under that number, and none before the first.
 * `/@sec3/seen/WORD` records an effect that the command saw itself, `/@sec3/end` ends the record. Lines of the report are `NUMBER KIND WHAT`, separated by tabs.
 *
 * Exits as the command does; with 124 if it announced nothing for SECONDS, with 0 after the first operation if that is enough, and 125 if it cannot be traced.
 */
#include "verdict.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MARK "/@sec3/"
#define OPTIONS \
  (PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC)

enum { MOST_THREADS = 4096, SILENT = 124, NOT_TRACEABLE = 125, START_SECONDS = 60 };

static FILE *report;
static struct places places;
static char current[32];
static time_t heard, patience = START_SECONDS;
static bool ends_with_first;

static struct {
  pid_t thread;
  struct call call;
} pending[MOST_THREADS];

static void give_up(const char *what) {
  fprintf(stderr, "tracer: %s: %s\n", what, strerror(errno));
  exit(NOT_TRACEABLE);
}

static time_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec;
}

static void write_line(const char *kind, const char *what) {
  fprintf(report, "%s\t%s\t", current, kind);
  for (; *what; what++) fputc(*what == '\n' || *what == '\t' ? ' ' : *what, report);
  fputc('\n', report);
  fflush(report);
}

/* Records a forbidden operation. */
static void write_down(const char *kind, const char *what) {
  if (!current[0]) return;
  write_line(kind, what);
  if (ends_with_first) exit(0);
}

static void on_mark(const char *mark, time_t seconds) {
  heard = now();
  patience = seconds;
  if (strncmp(mark, "seen/", 5) == 0) write_down("seen", mark + 5);
  else if (strcmp(mark, "end") == 0) current[0] = '\0';
  else {
    snprintf(current, sizeof current, "%.31s", mark);
    write_line("call", "");
  }
}

static struct call *call_of(pid_t thread) {
  size_t at = (size_t)thread % MOST_THREADS;
  for (size_t i = 0; i < MOST_THREADS; i++, at = (at + 1) % MOST_THREADS) {
    if (pending[at].thread == thread || pending[at].thread == 0) break;
  }
  pending[at].thread = thread;
  return &pending[at].call;
}

static bool is_mark(const struct call *call, int *argument) {
#ifdef SYS_access
  if (call->number == SYS_access) {
    *argument = 0;
    return true;
  }
#endif
  *argument = 1;
  return call->number == SYS_faccessat || call->number == SYS_faccessat2;
}

/* Handles the start of a call. Returns whether its result is needed. */
static bool on_call(pid_t thread, time_t seconds) {
  struct __ptrace_syscall_info info;
  char path[64];
  int argument;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0) return false;
  struct call *call = call_of(thread);
  call->number = info.seccomp.nr;
  for (int i = 0; i < 6; i++) call->args[i] = info.seccomp.args[i];
  if (is_mark(call, &argument)) {
    read_text(thread, call->args[argument], path, sizeof path);
    if (strncmp(path, MARK, sizeof MARK - 1) == 0) on_mark(path + sizeof MARK - 1, seconds);
    return false;
  }
  if (!current[0]) return false;
  note(thread, call);
  return true;
}

static void on_result(pid_t thread) {
  struct __ptrace_syscall_info info;
  char target[PATH_MAX];
  if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0 || info.op != PTRACE_SYSCALL_INFO_EXIT) return;
  const char *kind = verdict(thread, call_of(thread), info.exit.rval, &places, target);
  if (kind) write_down(kind, target);
}

static void on_started(pid_t thread, int event) {
  unsigned long number = 0;
  char path[PATH_MAX], link[64];
  ptrace(PTRACE_GETEVENTMSG, thread, 0, &number);
  if (event == PTRACE_EVENT_EXEC) {
    snprintf(link, sizeof link, "/proc/%d/exe", thread);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    write_down("process", path);
  } else if (!is_thread((pid_t)number)) {
    write_down("process", "a copy of the process");
  }
}

/* Handles the stop of a thread, and resumes it. */
static void go_on(pid_t thread, int status, time_t seconds) {
  int event = status >> 16, signal = WSTOPSIG(status);
  bool follow = false;
  if (event == PTRACE_EVENT_SECCOMP) follow = on_call(thread, seconds);
  else if (event == PTRACE_EVENT_STOP) {
    /* A new thread, or one stopped by a signal. */
    ptrace(signal == SIGTRAP ? PTRACE_CONT : PTRACE_LISTEN, thread, 0, 0);
    return;
  } else if (event) on_started(thread, event);
  else if (signal == (SIGTRAP | 0x80)) on_result(thread);
  bool is_signal = !event && signal != (SIGTRAP | 0x80);
  ptrace(follow ? PTRACE_SYSCALL : PTRACE_CONT, thread, 0, is_signal ? signal : 0);
}

/* Installs a filter that stops the command at the watched calls, and lets all others run undisturbed. */
static void install_filter(void) {
  struct sock_filter code[2 * 128];
  unsigned short length = 0;
  int numbers[128] = { SYS_faccessat, SYS_faccessat2 }, count = 2;
#ifdef SYS_access
  numbers[count++] = SYS_access;
#endif
  for (int i = 0; watched_number(i) >= 0; i++) numbers[count++] = watched_number(i);
  code[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int i = 0; i < count; i++) {
    code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)numbers[i], 0, 1);
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
  }
  code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog filter = { .len = length, .filter = code };
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) != 0) give_up("seccomp filter");
}

static pid_t start(char **command) {
  pid_t child = fork();
  if (child < 0) give_up("fork");
  if (child == 0) {
    raise(SIGSTOP);
    install_filter();
    execvp(command[0], command);
    give_up(command[0]);
  }
  int status;
  if (waitpid(child, &status, WUNTRACED) != child) give_up("waitpid");
  if (ptrace(PTRACE_SEIZE, child, 0, OPTIONS) != 0) {
    int error = errno;
    kill(child, SIGKILL);
    errno = error;
    give_up("ptrace");
  }
  kill(child, SIGCONT);
  return child;
}

static void tick(int signal) {
  (void)signal;
}

static void start_clock(void) {
  struct sigaction action = { .sa_handler = tick };
  struct itimerval second = { { 1, 0 }, { 1, 0 } };
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &second, NULL);
  heard = now();
}

int main(int argc, char **argv) {
  if (argc < 7 || !(report = fopen(argv[1], "we"))) {
    fprintf(stderr, "usage: tracer REPORT SECRETS FOREIGN SECONDS all|first COMMAND [ARGUMENT]...\n");
    return NOT_TRACEABLE;
  }
  places = (struct places){ argv[2], argv[3] };
  time_t seconds = atoi(argv[4]);
  ends_with_first = strcmp(argv[5], "first") == 0;
  /* This process waits for orphaned children of the command. */
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  pid_t child = start(argv + 6);
  start_clock();
  for (;;) {
    int status;
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0 && errno != EINTR) give_up("waitpid");
    if (now() - heard > patience) return SILENT;
    if (thread < 0) continue;
    if (WIFSTOPPED(status)) go_on(thread, status, seconds);
    else if (thread == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
}
