/*
 * Makes one call of libc, for tests of the native guard:  calls <call> [argument]
 * Prints "done", or the name of the error. The test checks the call's effect.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netdb.h>
#include <pthread.h>
#include <pty.h>
#include <resolv.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

extern char **environ;

/* Shell command that proves that a child process ran it. */
static char *command;
static char *words[] = { "sh", "-c", NULL, NULL };

static int report(int failed) {
  puts(failed ? strerrorname_np(errno) : "done");
  fflush(stdout);
  return 0;
}

static int mark(void *unused) {
  (void)unused;
  int fd = syscall(SYS_openat, AT_FDCWD, command, O_CREAT | O_WRONLY, 0600);
  _exit(fd < 0);
}

static int wait_for(pid_t child) {
  if (child < 0) return report(1);
  waitpid(child, NULL, 0);
  return report(0);
}

static int forked(pid_t child) {
  if (child == 0) mark(NULL);
  return wait_for(child);
}

#define IS(name) (strcmp(call, name) == 0)

/* `argument` is the file to create for fork and clone, and a command for all others. */
static int processes(const char *call) {
  static char stack[65536];
  posix_spawnattr_t *none = NULL;
  pid_t child = -1;
  wordexp_t expanded;
  words[2] = command;
  if (IS("fork")) return forked(fork());
  if (IS("_Fork")) return forked(_Fork());
  if (IS("forkpty")) {
    int terminal;
    return forked(forkpty(&terminal, NULL, NULL, NULL));
  }
  if (IS("clone")) return wait_for(clone(mark, stack + sizeof stack, SIGCHLD, NULL));
  if (IS("syscall-fork")) return forked(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
  if (IS("syscall-clone3")) {
    uint64_t arguments[8] = { [4] = SIGCHLD };
    return forked(syscall(SYS_clone3, arguments, sizeof arguments));
  }
  if (IS("vfork")) {
    if ((child = vfork()) == 0) {
      execv("/bin/sh", words);
      _exit(127);
    }
    return wait_for(child);
  }
  if (IS("posix_spawn") || IS("posix_spawnp")) {
    errno = IS("posix_spawn") ? posix_spawn(&child, "/bin/sh", NULL, none, words, environ) : posix_spawnp(&child, "sh", NULL, none, words, environ);
    return errno ? report(1) : wait_for(child);
  }
  if (IS("system")) return report(system(command) < 0);
  if (IS("popen")) {
    FILE *pipe = popen(command, "r");
    return report(!pipe || pclose(pipe) < 0);
  }
  if (IS("wordexp")) {
    char text[512];
    snprintf(text, sizeof text, "$(%s)", command);
    errno = EACCES;
    return report(wordexp(text, &expanded, 0) != 0);
  }
  if (IS("execve")) execve("/bin/sh", words, environ);
  else if (IS("execv")) execv("/bin/sh", words);
  else if (IS("execvp")) execvp("sh", words);
  else if (IS("execvpe")) execvpe("sh", words, environ);
  else if (IS("execl")) execl("/bin/sh", "sh", "-c", command, NULL);
  else if (IS("execlp")) execlp("sh", "sh", "-c", command, NULL);
  else if (IS("execle")) execle("/bin/sh", "sh", "-c", command, NULL, environ);
  else if (IS("fexecve")) fexecve(open("/bin/sh", O_RDONLY), words, environ);
  else if (IS("execveat")) execveat(AT_FDCWD, "/bin/sh", words, environ, 0);
  else if (IS("syscall-execve")) syscall(SYS_execve, "/bin/sh", words, environ);
  else if (IS("execve-bare")) {
    char *bare[] = { "PATH=/usr/bin:/bin", NULL };
    execve("/bin/sh", words, bare);
  } else return -1;
  return report(1);
}

/* `path` does not exist; path.old is a file with content. */
static int files(const char *call, char *path) {
  char old[512], pattern[512];
  struct open_how how = { .flags = O_CREAT | O_WRONLY, .mode = 0600 };
  snprintf(old, sizeof old, "%s.old", path);
  snprintf(pattern, sizeof pattern, "%sXXXXXX", path);
  if (IS("open")) return report(open(path, O_CREAT | O_WRONLY, 0600) < 0);
  if (IS("open-rdwr")) {
    int fd = open(old, O_RDWR);
    return report(fd < 0 || write(fd, "new", 3) != 3);
  }
  if (IS("open-truncate")) return report(open(old, O_RDONLY | O_TRUNC) < 0);
  if (IS("open-tmpfile")) return report(open("/tmp", O_TMPFILE | O_RDWR, 0600) < 0);
  if (IS("open64")) return report(open64(path, O_CREAT | O_WRONLY, 0600) < 0);
  if (IS("openat")) return report(openat(AT_FDCWD, path, O_CREAT | O_WRONLY, 0600) < 0);
  if (IS("syscall-openat")) return report(syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY, 0600) < 0);
  if (IS("syscall-openat2")) return report(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how) < 0);
  if (IS("creat")) return report(creat(path, 0600) < 0);
  if (IS("fopen")) return report(!fopen(path, "w"));
  if (IS("fopen-append")) return report(!fopen(path, "a+"));
  if (IS("freopen")) return report(!freopen(path, "w", stdin));
  if (IS("freopen-own")) {
    FILE *own = fopen(old, "r");
    return report(!own || !freopen(NULL, "w", own));
  }
  if (IS("open-proc-fd")) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", open(old, O_RDONLY));
    return report(open(link, O_WRONLY | O_TRUNC) < 0);
  }
  if (IS("open-symlink")) {
    return report(open(path, O_WRONLY | O_TRUNC) < 0);
  }
  if (IS("open-stdin")) { /* what stands where stdin was */
    close(0);
    return report(open(old, O_RDONLY) != 0 || open(old, O_WRONLY | O_TRUNC) < 0);
  }
  if (IS("spawn-addopen")) {
    posix_spawn_file_actions_t actions;
    pid_t child;
    char *nothing[] = { "true", NULL };
    posix_spawn_file_actions_init(&actions);
    errno = posix_spawn_file_actions_addopen(&actions, 5, path, O_CREAT | O_WRONLY, 0600);
    if (!errno) errno = posix_spawnp(&child, "true", &actions, NULL, nothing, environ);
    return errno ? report(1) : (waitpid(child, NULL, 0), report(0));
  }
  if (IS("mkstemp")) return report(mkstemp(pattern) < 0);
  if (IS("mkostemp")) return report(mkostemp(pattern, 0) < 0);
  if (IS("mkdtemp")) return report(!mkdtemp(pattern));
  if (IS("tmpfile")) return report(!tmpfile());
  if (IS("shm_open")) return report(shm_open("/sec3-calls", O_CREAT | O_RDWR, 0600) < 0);
  if (IS("rename")) return report(rename(old, path) < 0);
  if (IS("renameat")) return report(renameat(AT_FDCWD, old, AT_FDCWD, path) < 0);
  if (IS("renameat2")) return report(renameat2(AT_FDCWD, old, AT_FDCWD, path, 0) < 0);
  if (IS("link")) return report(link(old, path) < 0);
  if (IS("linkat")) return report(linkat(AT_FDCWD, old, AT_FDCWD, path, 0) < 0);
  if (IS("symlink")) return report(symlink(old, path) < 0);
  if (IS("symlinkat")) return report(symlinkat(old, AT_FDCWD, path) < 0);
  if (IS("mkdir")) return report(mkdir(path, 0700) < 0);
  if (IS("mkdirat")) return report(mkdirat(AT_FDCWD, path, 0700) < 0);
  if (IS("mkfifo")) return report(mkfifo(path, 0600) < 0);
  if (IS("mknod")) return report(mknod(path, S_IFREG | 0600, 0) < 0);
  if (IS("truncate")) return report(truncate(old, 0) < 0);
  if (IS("unlink")) return report(unlink(old) < 0);
  if (IS("unlinkat")) return report(unlinkat(AT_FDCWD, old, 0) < 0);
  if (IS("remove")) return report(remove(old) < 0);
  if (IS("syscall-rename")) return report(syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, path, 0) < 0);
  if (IS("syscall-mkdir")) return report(syscall(SYS_mkdirat, AT_FDCWD, path, 0700) < 0);
  if (IS("syscall-unlink")) return report(syscall(SYS_unlinkat, AT_FDCWD, old, 0) < 0);
  if (IS("chmod")) return report(chmod(old, 0400) < 0);
  if (IS("fchmod")) return report(fchmod(open(old, O_RDONLY), 0400) < 0);
  if (IS("fchmodat")) return report(fchmodat(AT_FDCWD, old, 0400, 0) < 0);
  if (IS("syscall-fchmodat")) return report(syscall(SYS_fchmodat, AT_FDCWD, old, 0400) < 0);
  if (IS("chown")) return report(chown(old, getuid(), getgid()) < 0);
  if (IS("fchown")) return report(fchown(open(old, O_RDONLY), getuid(), getgid()) < 0);
  if (IS("utimensat")) {
    struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
    return report(utimensat(AT_FDCWD, old, times, 0) < 0);
  }
  if (IS("futimens")) {
    struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
    return report(futimens(open(old, O_RDONLY), times) < 0);
  }
  if (IS("bind")) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return report(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) < 0);
  }
  if (IS("lowest-descriptor")) {
    /* A program that closes its stderr expects 2 as the next descriptor. */
    close(2);
    return report(open("/dev/null", O_WRONLY) != 2);
  }
  if (IS("device")) return report(write(open("/dev/null", O_WRONLY | O_TRUNC), "x", 1) != 1 || !fopen("/dev/null", "w"));
  if (IS("read")) return report(open(old, O_RDONLY) < 0 || !fopen(old, "r"));
  return -1;
}

/* Writes to a read-only variable, as an attacker would to the guard's policy. */
static const volatile int constant = 1;

static int overwrite(int fd) {
  int two = 2;
  if (fd < 0) return report(1);
  errno = EIO;
  return report(pwrite(fd, &two, sizeof two, (off_t)(uintptr_t)&constant) != sizeof two || constant != 2);
}

static int memory(const char *call, const char *path) {
  if (IS("mem-open")) return overwrite(open(path, O_RDWR));
  if (IS("mem-syscall")) return overwrite(syscall(SYS_openat, AT_FDCWD, path, O_RDWR));
  if (IS("mem-path-fd")) { /* O_PATH first, then by its descriptor */
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", open(path, O_PATH));
    return overwrite(open(link, O_RDWR));
  }
  if (IS("mem-fopen")) {
    FILE *stream = fopen(path, "r+");
    return overwrite(stream ? fileno(stream) : -1);
  }
  if (IS("mem-read")) return report(open(path, O_RDONLY) < 0);
  if (IS("process_vm_writev") || IS("syscall-process_vm_writev")) {
    int two = 2, writable = 1;
    struct iovec local = { &two, sizeof two }, remote = { &writable, sizeof writable };
    ssize_t count =
        IS("process_vm_writev") ? process_vm_writev(getpid(), &local, 1, &remote, 1, 0) : syscall(SYS_process_vm_writev, getpid(), &local, 1L, &remote, 1L, 0L);
    return report(count != sizeof two || writable != 2);
  }
  if (IS("ptrace")) return report(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0);
  if (IS("syscall-ptrace")) return report(syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0) < 0);
  if (IS("io_uring_setup")) {
    char parameters[256] = { 0 };
    return report(syscall(SYS_io_uring_setup, 1, parameters) < 0);
  }
  if (IS("dlopen-memfd")) {
    char link[64], content[65536];
    int from = open(path, O_RDONLY), to = memfd_create("addon", 0);
    ssize_t length = read(from, content, sizeof content);
    if (length <= 0 || write(to, content, length) != length) return report(1);
    snprintf(link, sizeof link, "/proc/self/fd/%d", to);
    void *library = dlopen(link, RTLD_NOW);
    errno = ELIBACC;
    return report(!library);
  }
  if (IS("dlopen-unset")) unsetenv("LD_LIBRARY_PATH");
  if (IS("dlopen") || IS("dlopen-unset")) {
    void *library = dlopen(path, RTLD_NOW);
    const char *why = dlerror();
    errno = ELIBACC;
    return report(!library && why);
  }
  return -1;
}

/* ---- network: one request per line on stdin, so that a test can send many ---- */

static int connect_to(const char *ip, int port, int type) {
  struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
  struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
  int is_v4 = inet_pton(AF_INET, ip, &v4.sin_addr), fd = socket(is_v4 ? AF_INET : AF_INET6, type, 0);
  if (!is_v4) inet_pton(AF_INET6, ip, &v6.sin6_addr);
  int failed = is_v4 ? connect(fd, (struct sockaddr *)&v4, sizeof v4) : connect(fd, (struct sockaddr *)&v6, sizeof v6);
  int error = errno;
  close(fd);
  errno = error;
  return failed;
}

static int send_by(const char *how, const char *ip, int port) {
  struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
  struct iovec part = { "data", 4 };
  struct mmsghdr messages[1] = { { .msg_hdr = { .msg_name = &v4, .msg_namelen = sizeof v4, .msg_iov = &part, .msg_iovlen = 1 } } };
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  inet_pton(AF_INET, ip, &v4.sin_addr);
  if (strcmp(how, "sendto") == 0) return sendto(fd, "data", 4, 0, (struct sockaddr *)&v4, sizeof v4) != 4;
  if (strcmp(how, "sendto-no-family") == 0) {
    v4.sin_family = AF_UNSPEC;
    return sendto(fd, "data", 4, 0, (struct sockaddr *)&v4, sizeof v4) != 4;
  }
  if (strcmp(how, "sendmsg") == 0) return sendmsg(fd, &messages[0].msg_hdr, 0) != 4;
  if (strcmp(how, "sendmmsg") == 0) return sendmmsg(fd, messages, 1, 0) != 1;
  if (strcmp(how, "syscall-sendto") == 0) return syscall(SYS_sendto, fd, "data", 4, 0, &v4, sizeof v4) != 4;
  if (strcmp(how, "syscall-connect") == 0) return syscall(SYS_connect, fd, &v4, sizeof v4) != 0;
  int on = 1, stream = socket(AF_INET, SOCK_STREAM, 0);
  if (strcmp(how, "fastopen") == 0)
    return setsockopt(stream, 6, 23, &on, sizeof on) < 0 || sendto(stream, "data", 4, MSG_FASTOPEN, (struct sockaddr *)&v4, sizeof v4) != 4;
  if (connect(fd, (struct sockaddr *)&v4, sizeof v4) < 0) return 1;
  return strcmp(how, "connected-write") == 0 ? write(fd, "data", 4) != 4 : send(fd, "data", 4, 0) != 4;
}

static int unix_to(const char *path) {
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address);
}

static int resolve(const char *how, const char *name) {
  struct addrinfo *list, hints = { .ai_socktype = SOCK_STREAM };
  struct sockaddr_in v4 = { .sin_family = AF_INET };
  unsigned char answer[512];
  char host[256];
  if (strcmp(how, "getaddrinfo") == 0) return getaddrinfo(name, NULL, &hints, &list);
  if (strcmp(how, "gethostbyname") == 0) return !gethostbyname(name) ? h_errno : 0;
  if (strcmp(how, "res_query") == 0) return res_query(name, 1, 1, answer, sizeof answer) < 0 ? h_errno : 0;
  if (strcmp(how, "res_search") == 0) return res_search(name, 1, 1, answer, sizeof answer) < 0 ? h_errno : 0;
  inet_pton(AF_INET, name, &v4.sin_addr);
  return getnameinfo((struct sockaddr *)&v4, sizeof v4, host, sizeof host, NULL, 0, NI_NAMEREQD);
}

static int questions(void) {
  char line[600], what[40], who[400];
  int port;
  while (fgets(line, sizeof line, stdin)) {
    port = 0;
    if (sscanf(line, "%39s %399s %d", what, who, &port) < 2) continue;
    if (strncmp(what, "get", 3) == 0 || strncmp(what, "res_", 4) == 0) printf("%d\n", resolve(what, who));
    else if (strcmp(what, "unix") == 0) report(unix_to(who));
    else if (strcmp(what, "tcp") == 0 || strcmp(what, "udp") == 0) report(connect_to(who, port, *what == 't' ? SOCK_STREAM : SOCK_DGRAM));
    else report(send_by(what, who, port));
  }
  return 0;
}

/* Gets an invocation from the Runtime API, and does something that the policy forbids. */
static int invocation(const char *port) {
  char answer[4096];
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  static const char request[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: api\r\n\r\n";
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  mkdir("/before", 0700);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 || send(fd, request, sizeof request - 1, 0) < 0) return report(1);
  if (recv(fd, answer, sizeof answer, 0) <= 0) return report(1);
  return report(mkdir("/during", 0700) < 0);
}

/* Makes calls in many concurrent threads and child processes; each call causes an event. */
static void *busy(void *unused) {
  for (int i = 0; i < 300; i++) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/sec3-calls-%d/none", i % 20);
    mkdir(path, 0700);
  }
  return unused;
}

static int stress(void) {
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, busy, NULL);
  for (int i = 0; i < 40; i++) {
    pid_t child = fork();
    if (child == 0) {
      busy(NULL);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
  return report(0);
}

int main(int count, char **arguments) {
  const char *call = arguments[1];
  command = count > 2 ? arguments[2] : "";
  if (IS("questions")) return questions();
  if (IS("invocation")) return invocation(command);
  if (IS("stress")) return stress();
  if (strncmp(call, "mem-", 4) == 0 || strncmp(call, "dlopen", 6) == 0 || IS("ptrace") || strstr(call, "_vm_") || IS("syscall-ptrace") || IS("io_uring_setup"))
    return memory(call, command);
  if (files(call, command) == 0 || processes(call) == 0) return 0;
  fprintf(stderr, "unknown call %s\n", call);
  return 2;
}
