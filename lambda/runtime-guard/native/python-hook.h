/* The Python layer. */
#ifndef SEC3_PYTHON_HOOK_H
#define SEC3_PYTHON_HOOK_H

#include <stdbool.h>

/* Registers the audit hook. Called once, at the end of the start, in a Python process whose policy is not all `allow`. Returns false on failure. */
bool sec3_python_start(void);

#endif
