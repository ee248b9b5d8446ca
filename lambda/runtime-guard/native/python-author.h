/* The code that creates code, and whether it may. */
#ifndef SEC3_PYTHON_AUTHOR_H
#define SEC3_PYTHON_AUTHOR_H

#include "python-api.h"

/*
 * Whether a text is a constant in the running code outside of the standard library, and so deployed with it. Once the first
 * invocation has arrived, only constants count that a module uses while it is imported.
 */
bool sec3_python_author_has(py_object *text);

/*
 * Whether the running code outside of the standard library may create code with this file name before the first invocation: as a package of the
 * runtime, or as a file that `initCode` lists. If not, `listed` is the entry that would permit it; empty if none can.
 */
bool sec3_python_author_may(const char *file_name, char listed[SEC3_MAX_FILE]);

#endif
