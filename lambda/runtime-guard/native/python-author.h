/* Who makes code, and whether that is permitted. */
#ifndef SEC3_PYTHON_AUTHOR_H
#define SEC3_PYTHON_AUTHOR_H

#include "python-api.h"

/*
 * Whether a text stands as a constant in the code outside of the standard library that runs now, which is deployed with it. Once the first
 * invocation has arrived, that holds only for what a module does when it is imported.
 */
bool sec3_python_author_has(py_object *text);

/*
 * Whether the code outside of the standard library that runs now, before the first invocation, may make code under this file name: a package that the
 * runtime brought, or a file on the policy's list. If not, `listed` is what would have to be on the list; empty if nothing can.
 */
bool sec3_python_author_may(const char *file_name, char listed[SEC3_MAX_FILE]);

#endif
