/*
 * Inside of the native guard: what its files offer each other.
 *
 * A call of libc that the guard interposes asks `sec3_denied`; that writes an event if the policy wants one, and says whether to refuse.
 * Everything here may run on any thread, before main, in a child after fork or vfork, and in a signal handler: no heap, no locks that block.
 */
#ifndef SEC3_GUARD_H
#define SEC3_GUARD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum sec3_category {
  SEC3_CHILD_PROCESS,
  SEC3_NETWORK,
  SEC3_FILE_WRITE,
  SEC3_SOURCE_READ,
  SEC3_NATIVE_ADDON,
  SEC3_DYNAMIC_CODE,
  SEC3_WORKER,
  SEC3_INSPECTOR,
  SEC3_CATEGORIES
};

enum sec3_mode { SEC3_ALLOW, SEC3_ALERT, SEC3_BLOCK };

/* Names as they are in a policy and in events, in the order of the enumerations. */
extern const char *const sec3_category_names[SEC3_CATEGORIES];
extern const char *const sec3_mode_names[3];

/* ---- policy.c: the policy, from SEC3_RUNTIME_POLICY ---- */

enum { SEC3_MAX_HOSTS = 100, SEC3_MAX_NAME = 253 };

/* One entry of allowedHosts: a name (lower case, no trailing dot), or an address with a prefix length. */
struct sec3_host {
  enum { SEC3_HOST_NAME, SEC3_HOST_WILDCARD, SEC3_HOST_ADDRESS } kind;
  char name[SEC3_MAX_NAME + 1]; /* of a wildcard: what follows "*." */
  struct in6_addr address;      /* IPv4 is kept as ::ffff:a.b.c.d */
  unsigned prefix;              /* in bits of `address`, 0 to 128 */
  uint16_t port;                /* 0: any */
};

struct sec3_policy {
  enum sec3_mode modes[SEC3_CATEGORIES];
  struct sec3_host hosts[SEC3_MAX_HOSTS];
  size_t host_count;
  bool aws_endpoints;
  bool warn_when_degraded;
};

/* What is wrong with a policy, where (a JSON pointer) and how to repair it. */
struct sec3_policy_error {
  char pointer[128];
  char problem[320];
};

/* Parses a policy document; false, with the first problem in `error`, if it is not one. */
bool sec3_policy_parse(const char *text, size_t length, struct sec3_policy *policy, struct sec3_policy_error *error);

/* Parses an entry of allowedHosts. Returns null, or what is wrong with it. */
const char *sec3_host_parse(const char *text, size_t length, struct sec3_host *host);

/* ---- guard.c: what the process has decided once, on a page that is read-only after the library's constructor ---- */

/* The policy of this process. */
const struct sec3_policy *sec3_policy(void);

/* The mode of a category; `SEC3_ALLOW` for all until the library's constructor has read the policy. */
enum sec3_mode sec3_mode(enum sec3_category category);

/* Whether any category blocks: then the guard also defends itself (process memory, the environment of children). */
bool sec3_any_blocks(void);

/* Whether any category blocks or alerts. */
bool sec3_active(void);

/* Whether the runtime has received its first invocation. */
bool sec3_started(void);

/* ---- events.c ---- */

/* What an interpreter can tell about the code that made a call; empty strings stand for null. */
struct sec3_context {
  char request_id[64];
  char stack[256];
};

/*
 * Decides about an operation by the mode of its category: writes an event under `block` and `alert`, and returns whether the caller has to refuse.
 * `target` may be null. `errno` is kept. With `context` null, the context provider is asked, then what the Runtime API last said.
 */
bool sec3_denied(enum sec3_category category, const char *api, const char *target, const struct sec3_context *context);

/* The same for what endangers the guard itself: process memory. Blocked if any category blocks, alerted if any alerts; reported as `inspector`. */
bool sec3_tampering_denied(const char *api, const char *target);

/* Sets the function that fills a context for events of this process. It must be safe on any thread, without the interpreter's lock. */
void sec3_set_context_provider(void (*provider)(struct sec3_context *context));

/* One line on stderr, with "sec3-runtime-guard: " before it. */
void sec3_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends the process with exit code 1 after a message, or reports it and returns, as `onDegraded` says. */
void sec3_degraded(const char *what);

/* ---- hosts.c ---- */

/* Whether the policy lets this process talk to a host by name; `port` 0 asks about resolving the name alone. */
bool sec3_name_allowed(const char *name, uint16_t port);

/* Whether it may connect to an address: allowed by itself, an address that an allowed name resolved to, loopback, the Runtime API or the X-Ray daemon. */
bool sec3_address_allowed(const struct sockaddr *address, socklen_t length);

/* ---- interpose-native.c ---- */

/*
 * Libraries of the runtime and of the system may always be loaded. An interpreter's layer may trust others:
 * the function gets the real path. Null: none.
 */
void sec3_set_library_judge(bool (*trusted)(const char *real_path));

/* ---- interpose-open.c ---- */

/*
 * Makes reads of files under LAMBDA_TASK_ROOT, once the first invocation has been received, events of `sourceRead`, except where the
 * function, which gets the call of libc, says that the interpreter itself is reading (a module, say). Without it `sourceRead` is the interpreter layer's alone.
 */
void sec3_set_read_judge(bool (*ordinary)(const char *api));

/* ---- python.c ---- */

/* Whether this process has a Python interpreter (whose version, such as "3.12.4", is then in `version`). Safe before Py_Initialize. */
bool sec3_python_present(char *version, size_t size);

/* Registers the audit hook; called once, at the end of the library's constructor, in a Python process whose policy is not all `allow`. False: it does not hold. */
bool sec3_python_start(void);

#endif
