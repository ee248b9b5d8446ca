/* The Python layer. */
#ifndef SEC3_PYTHON_HOOK_H
#define SEC3_PYTHON_HOOK_H

#include <stdbool.h>

/* Registers the audit hook; called once, at the end of the start, in a Python process whose policy is not all `allow`. False: it does not hold. */
bool sec3_python_start(void);

#endif
