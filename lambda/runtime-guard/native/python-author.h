/* Who makes code of data before the first invocation, and whether he may. */
#ifndef SEC3_PYTHON_AUTHOR_H
#define SEC3_PYTHON_AUTHOR_H

#include "python-api.h"

/*
 * Whether the code outside of the standard library that runs now may make code under this file name: a package that the runtime brought, a file on the
 * policy's list, or any whose own code has the text in it as a constant. Both arguments may be null. If not, `listed` is what would have to be on the
 * list; empty if nothing can.
 */
bool sec3_python_author_may(py_object *source, const char *file_name, char listed[SEC3_MAX_FILE]);

#endif
