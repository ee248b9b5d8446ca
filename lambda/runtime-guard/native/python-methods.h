/* Functions of Python that the guard replaces, because their audit events do not have enough information. */
#ifndef SEC3_PYTHON_METHODS_H
#define SEC3_PYTHON_METHODS_H

#include <stdbool.h>

/* Replaces them for all code, however it refers to them. Does nothing in builds of Python with another layout. */
void sec3_python_substitute(void);

/*
 * Whether the current audit event is from a call that only parses text, or only marks a generator as a coroutine. Each call
 * counts for one event.
 */
bool sec3_python_makes_no_code(void);

#endif
