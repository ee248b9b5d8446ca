/* What the files in C of the guard itself share; python.c needs none of it. */
#ifndef SEC3_INTERNAL_H
#define SEC3_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "guard.h"
#include "functions.h"

#include <errno.h>
#include <sys/stat.h>

/*
 * Defines a function that takes the place of the one of the same name in libc. The name is given to the linker only, so that macros and
 * inline versions in libc's headers don't interfere.
 */
#define INTERPOSE(type, name, ...)                                                                                \
  typedef type sec3_type_##name(__VA_ARGS__);                                                                     \
  __attribute__((visibility("default"))) type sec3_interposed_##name(__VA_ARGS__) __asm__(#name);                 \
  type sec3_interposed_##name(__VA_ARGS__)

/* The function that was replaced. Null if this libc lacks it, and then nobody calls ours. */
#define REAL(name) ((sec3_type_##name *)sec3_real(SEC3_REAL_##name))

/* Leaves the caller's frame, so that the function sees the caller's return address (vfork, dlopen). */
#define TAIL_CALL(call) __attribute__((musttail)) return call

void *sec3_real(enum sec3_function function);

/* Sets errno and gives -1. */
static inline int sec3_refuse(int error) {
  errno = error;
  return -1;
}

static inline void *sec3_refuse_pointer(void) {
  errno = EACCES;
  return NULL;
}

/* ---- guard.c ---- */
enum sec3_runtime { SEC3_OTHER, SEC3_NODE, SEC3_PYTHON };
enum sec3_runtime sec3_runtime(void);
const struct sec3_host *sec3_added_host(size_t index);
/* Variables that a child must not be able to change, as NAME=value; null after the last. */
const char *sec3_guard_variable(size_t index);
/* Whether an address is port 53 of a nameserver of /etc/resolv.conf. */
bool sec3_is_nameserver(const struct in6_addr *ip, uint16_t port);
/* Whether it is the Runtime API. */
bool sec3_is_runtime_api(const struct in6_addr *ip, uint16_t port);
/* Whether a file is what stdin, stdout or stderr were at the start: later, a program may have put any file there. */
bool sec3_is_standard_stream(const struct stat *file);
bool sec3_is_own_hostname(const char *name);
/* Folders whose libraries may be loaded, each with a slash at its end; null after the last. */
const char *sec3_library_folder(size_t index);
const char *sec3_function_name(void);
/* LAMBDA_TASK_ROOT, with a slash at its end. */
const char *sec3_task_root(void);
/* LD_LIBRARY_PATH as the loader has read it. */
const char *sec3_library_path(void);

/* ---- events.c ---- */
void sec3_set_request_id(const char *id, size_t length);
void sec3_posture(const char *runtime, const char *audit_hook);
void sec3_events_after_fork(void);
void sec3_flush_events(void);

/* ---- hosts.c ---- */
struct in6_addr sec3_mapped(struct in_addr v4);
bool sec3_endpoint_of(const struct sockaddr *address, socklen_t length, struct in6_addr *ip, uint16_t *port);
/* As sec3_address_allowed, but not because it is loopback. */
bool sec3_address_listed(const struct in6_addr *ip, uint16_t port);
/* Allows an address that a name, which must be allowed, resolved to: at the ports of the entries that allow the name. */
void sec3_remember_address(const char *name, const struct in6_addr *ip);
void sec3_hosts_after_fork(void);

/* ---- dns.c ---- */
/* Whether a DNS message asks for allowed names only; the first name is copied to `name`. */
bool sec3_query_allowed(const unsigned char *message, size_t length, char name[SEC3_MAX_NAME + 3]);
/* Learns the addresses in an answer about an allowed name. */
void sec3_learn_answer(const unsigned char *message, size_t length);

/* ---- interpose-*.c, for syscall() ---- */
/* A local socket with a path is a file. */
bool sec3_bind_denied(const struct sockaddr *address, socklen_t length);
bool sec3_connection_denied(const struct sockaddr *address, socklen_t length);
bool sec3_message_denied(int fd, const struct msghdr *message, const char *api);
/* A descriptor that was just opened, unless it is process memory or source that must not be read: then it is closed, and -1 returned. */
int sec3_vetted_fd(int fd, const char *api);
bool sec3_source_link_denied(int folder, const char *path);

#endif
