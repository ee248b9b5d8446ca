/*
 * Replacement of libc functions.
 *
 * Everything that a replacement calls may run on any thread, before main, in a child after fork or vfork, and in a signal handler: no heap, no locks that block.
 */
#ifndef SEC3_INTERPOSE_H
#define SEC3_INTERPOSE_H

#include "state.h"

#include <errno.h>

/*
 * Defines a replacement for the libc function of the same name. Only the linker gets the name, so that macros and
 * inline versions in libc's headers don't interfere.
 */
#define INTERPOSE(type, name, ...) \
  typedef type sec3_type_##name(__VA_ARGS__); \
  __attribute__((visibility("default"))) type sec3_interposed_##name(__VA_ARGS__) __asm__(#name); \
  type sec3_interposed_##name(__VA_ARGS__)

/* The replaced function. Null if this libc lacks it; the replacement is then never called. */
#define REAL(name) ((sec3_type_##name *)sec3_real(SEC3_REAL_##name))

/* Leaves the caller's frame, so that the function sees the caller's return address (vfork, dlopen). Older GCC, which only analyzes this code, can't promise it. */
#if __has_attribute(musttail)
#define TAIL_CALL(call) __attribute__((musttail)) return call
#else
#define TAIL_CALL(call) return call
#endif

/* Sets errno and returns -1. */
static inline int sec3_fail(int error) {
  errno = error;
  return -1;
}

static inline void *sec3_fail_pointer(void) {
  errno = EACCES;
  return NULL;
}

#endif
