/* Decisions and events. A replacement of a libc function calls `sec3_denied`, and fails if that returns true. */
#ifndef SEC3_EVENTS_H
#define SEC3_EVENTS_H

#include "policy.h"

/* Facts from the interpreter about the code that made a call. An empty string means null. */
struct sec3_context {
  char request_id[64];
  char stack[256];
};

/*
 * Applies the mode of a category to an operation. Writes an event under `block` and `alert`. Returns whether the caller has to fail.
 * `target` may be null. `errno` does not change. If `context` is null, it comes from the context provider, else from the last response of the Runtime API.
 */
bool sec3_denied(enum sec3_category category, const char *api, const char *target, const struct sec3_context *context);

/* Used instead of a category for operations that could disable the guard itself. */
enum { SEC3_TAMPERING = SEC3_CATEGORIES };

/* The same for operations that could disable the guard: access to process memory. Blocked if any category blocks, alerted if any alerts. Reported as `inspector`. */
bool sec3_tampering_denied(const char *api, const char *target);

/* Returns the category, or SEC3_TAMPERING, of the last blocked operation on this thread, once; -1 if none was blocked since. Used for the error message. */
int sec3_take_denied(void);

/* Returns the category, or SEC3_TAMPERING, that last blocked an operation on this target; -1 if none did recently. */
int sec3_denied_target(const char *target);

/* Sets the function that fills the context of events of this process. It must be safe on any thread, without the interpreter's lock. */
void sec3_set_context_provider(void (*provider)(struct sec3_context *context));

/* Writes lines to the log, even if other code has closed or redirected stderr. */
void sec3_write_log(const char *text, size_t length);

/* Writes one line to the log, with the prefix "sec3-runtime-guard: ". */
void sec3_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes a message, then ends the process with exit code 1 or returns, as `onDegraded` requires. */
void sec3_degraded(const char *what);

/*
 * Whether the initialization of the function is over: the process has connected to the Runtime API, the only source of its first invocation. No code of
 * the function can get an invocation without that.
 */
bool sec3_started(void);

/* Ends the initialization, and writes how often each entry of the policy's `initCode` was used. */
void sec3_init_over(void);

/* Sets the id of the invocation that the runtime has received. */
void sec3_set_request_id(const char *id, size_t length);

/* Writes the line that lists the active layers of the guard. */
void sec3_posture(const char *runtime, const char *audit_hook);

void sec3_events_after_fork(void);

/* Writes counts that have not been reported yet. */
void sec3_flush_events(void);

#endif
