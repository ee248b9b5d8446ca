/* Decisions and events: a function that stands for one of libc asks `sec3_denied`, and refuses if it says so. */
#ifndef SEC3_EVENTS_H
#define SEC3_EVENTS_H

#include "policy.h"

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

/* What stands for a category where what endangers the guard itself was blocked. */
enum { SEC3_TAMPERING = SEC3_CATEGORIES };

/* The same for what endangers the guard itself: process memory. Blocked if any category blocks, alerted if any alerts; reported as `inspector`. */
bool sec3_tampering_denied(const char *api, const char *target);

/* The category of the last operation on this thread that was blocked, or SEC3_TAMPERING, once; -1 if none was since. What the error says is made of it. */
int sec3_take_refused(void);

/* The category by which an operation on this target was last blocked, or SEC3_TAMPERING; -1 if none was, or not lately. */
int sec3_refused_target(const char *target);

/* Sets the function that fills a context for events of this process. It must be safe on any thread, without the interpreter's lock. */
void sec3_set_context_provider(void (*provider)(struct sec3_context *context));

/* Writes lines to the log, whatever has become of stderr. */
void sec3_write_log(const char *text, size_t length);

/* One line on stderr, with "sec3-runtime-guard: " before it. */
void sec3_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends the process with exit code 1 after a message, or reports it and returns, as `onDegraded` says. */
void sec3_degraded(const char *what);

/*
 * Whether the initialization of the function is over: the process has turned to the Runtime API, which is how it gets its first invocation. No code of
 * the function can get one without.
 */
bool sec3_started(void);

/* Ends the initialization, and writes how often the policy's `initCode` was made use of. */
void sec3_init_over(void);

/* The id of the invocation that the runtime has received. */
void sec3_set_request_id(const char *id, size_t length);

/* Writes the line that says which layers of the guard hold. */
void sec3_posture(const char *runtime, const char *audit_hook);

void sec3_events_after_fork(void);

/* Writes what has been counted and not been reported. */
void sec3_flush_events(void);

#endif
