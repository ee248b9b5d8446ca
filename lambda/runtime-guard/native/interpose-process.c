/* Child processes, and the environment of permitted ones, which keeps them guarded. */
#include "events.h"
#include "interpose-options.h"
#include "interpose.h"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wordexp.h>

extern char **environ;

static bool denied(const char *api, const char *target) {
  return sec3_denied(SEC3_CHILD_PROCESS, api, target, NULL);
}

/* ---- the environment of children ---- */

static bool sets_same_variable(const char *entry, const char *guard) {
  size_t length = strcspn(guard, "=") + 1;
  return strncmp(entry, guard, length) == 0;
}

static size_t environment_size(char *const *environment) {
  size_t count = 0;
  while (environment && environment[count]) count++;
  for (size_t i = 0; sec3_guard_variable(i); i++) count++;
  return count + 1;
}

/*
 * Under a policy that blocks anything, a child gets the variables of the guard as they were at its start, regardless of what its parent passes. `room` has
 * `environment_size` entries on the caller's stack: after vfork, no other memory may be written.
 */
static char *const *guarded(char *const *environment, const char **room) {
  if (!sec3_any_blocks()) return environment;
  size_t used = 0;
  for (; environment && *environment; environment++) {
    bool own = strncmp(*environment, "SEC3_GUARD_PROBE=", 17) == 0;
    for (size_t i = 0; !own && sec3_guard_variable(i); i++) own = sets_same_variable(*environment, sec3_guard_variable(i));
    if (!own) room[used++] = *environment;
  }
  for (size_t i = 0; sec3_guard_variable(i); i++) room[used++] = sec3_guard_variable(i);
  room[used] = NULL;
  return (char *const *)room;
}

#define GUARDED(environment) guarded(environment, __builtin_alloca(environment_size(environment) * sizeof(char *)))

/* For functions that use the environment of the process. */
static void guard_own_environment(void) {
  for (size_t i = 0; sec3_any_blocks() && sec3_guard_variable(i); i++) {
    const char *variable = sec3_guard_variable(i);
    char name[48];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(variable, "="), variable);
    const char *value = getenv(name), *wanted = variable + strlen(name) + 1;
    if (!value || strcmp(value, wanted) != 0) sec3_set_variable(name, wanted);
  }
}

/* ---- exec ---- */

INTERPOSE(int, execve, const char *path, char *const *arguments, char *const *environment) {
  /* A search of PATH tries names until it finds a program. */
  bool exists = sec3_mode(SEC3_CHILD_PROCESS) == SEC3_BLOCK || (path && access(path, X_OK) == 0);
  if (exists && denied("execve", path)) return sec3_fail(EACCES);
  return REAL(execve)(path, arguments, GUARDED(environment));
}

INTERPOSE(int, execvpe, const char *file, char *const *arguments, char *const *environment) {
  if (denied("execvp", file)) return sec3_fail(EACCES);
  return REAL(execvpe)(file, arguments, GUARDED(environment));
}

INTERPOSE(int, fexecve, int fd, char *const *arguments, char *const *environment) {
  if (denied("fexecve", NULL)) return sec3_fail(EACCES);
  return REAL(fexecve)(fd, arguments, GUARDED(environment));
}

INTERPOSE(int, execveat, int directory, const char *path, char *const *arguments, char *const *environment, int flags) {
  if (denied("execveat", path)) return sec3_fail(EACCES);
  return REAL(execveat)(directory, path, arguments, GUARDED(environment), flags);
}

INTERPOSE(int, execv, const char *path, char *const *arguments) {
  return sec3_interposed_execve(path, arguments, environ);
}

INTERPOSE(int, execvp, const char *file, char *const *arguments) {
  return sec3_interposed_execvpe(file, arguments, environ);
}

static size_t count_arguments(va_list arguments) {
  size_t count = 1;
  while (va_arg(arguments, char *)) count++;
  return count;
}

/* Calls `exec` with the arguments after `first`. The environment follows the null, if `exec` takes one. */
#define EXEC_LIST(first, exec, environment) \
  do { \
    va_list list; \
    va_start(list, first); \
    size_t count = first ? count_arguments(list) : 0; \
    va_end(list); \
    char *arguments[count + 1]; \
    va_start(list, first); \
    for (size_t i = 0; i <= count; i++) arguments[i] = i ? va_arg(list, char *) : (char *)(uintptr_t)first; \
    char *const *variables = environment; \
    va_end(list); \
    return exec(path, arguments, variables); \
  } while (0)

INTERPOSE(int, execl, const char *path, const char *first, ...) {
  EXEC_LIST(first, sec3_interposed_execve, environ);
}

INTERPOSE(int, execlp, const char *path, const char *first, ...) {
  EXEC_LIST(first, sec3_interposed_execvpe, environ);
}

INTERPOSE(int, execle, const char *path, const char *first, ...) {
  EXEC_LIST(first, sec3_interposed_execve, va_arg(list, char **));
}

/* ---- spawn ---- */

#define SPAWN(function, api, id) \
  INTERPOSE(int, function, id *child, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, \
            char *const *arguments, char *const *environment) { \
    /* The result is the error number, but callers such as Java's read errno. */ \
    if (denied(api, path)) return errno = EACCES; \
    return REAL(function)(child, path, actions, attributes, arguments, GUARDED(environment)); \
  }

SPAWN(posix_spawn, "posix_spawn", pid_t)
SPAWN(posix_spawnp, "posix_spawn", pid_t)
SPAWN(pidfd_spawn, "pidfd_spawn", int)
SPAWN(pidfd_spawnp, "pidfd_spawn", int)

INTERPOSE(int, system, const char *command) {
  if (command && denied("system", command)) return sec3_fail(EACCES);
  guard_own_environment();
  return REAL(system)(command);
}

INTERPOSE(FILE *, popen, const char *command, const char *mode) {
  if (denied("popen", command)) return sec3_fail_pointer();
  guard_own_environment();
  return REAL(popen)(command, mode);
}

/* $(command) in words runs a shell. */
INTERPOSE(int, wordexp, const char *words, wordexp_t *result, int flags) {
  bool commands = words && (strstr(words, "$(") || strchr(words, '`')) && !(flags & WRDE_NOCMD);
  if (commands && denied("wordexp", words)) return WRDE_CMDSUB;
  if (commands) guard_own_environment();
  return REAL(wordexp)(words, result, flags);
}

/* ---- fork ---- */

INTERPOSE(pid_t, fork, void) {
  return denied("fork", NULL) ? sec3_fail(EACCES) : REAL(fork)();
}

INTERPOSE(pid_t, _Fork, void) {
  return denied("fork", NULL) ? sec3_fail(EACCES) : REAL(_Fork)();
}

/* The child uses the caller's frame, so this function must leave its own first. */
INTERPOSE(pid_t, vfork, void) {
  if (denied("vfork", NULL)) return sec3_fail(EACCES);
  TAIL_CALL(REAL(vfork)());
}

INTERPOSE(pid_t, forkpty, int *terminal, char *name, const struct termios *settings, const struct winsize *size) {
  return denied("forkpty", NULL) ? sec3_fail(EACCES) : REAL(forkpty)(terminal, name, settings, size);
}

INTERPOSE(int, daemon, int keep_folder, int keep_files) {
  return denied("daemon", NULL) ? sec3_fail(EACCES) : REAL(daemon)(keep_folder, keep_files);
}

INTERPOSE(int, clone, int (*function)(void *), void *stack, int flags, void *argument, ...) {
  va_list list;
  va_start(list, argument);
  pid_t *parent = va_arg(list, pid_t *);
  void *tls = va_arg(list, void *);
  pid_t *child = va_arg(list, pid_t *);
  va_end(list);
  if (!(flags & CLONE_THREAD) && denied("clone", NULL)) return sec3_fail(EACCES);
  return REAL(clone)(function, stack, flags, argument, parent, tls, child);
}
