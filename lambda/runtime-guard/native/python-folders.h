/* Where files of Python lie. */
#ifndef SEC3_PYTHON_FOLDERS_H
#define SEC3_PYTHON_FOLDERS_H

#include <stdbool.h>

/* Whether a path lies in a folder of the standard library. */
bool sec3_python_is_standard(const char *file);

/* Whether a path lies in a folder of the system or of the runtime. */
bool sec3_python_is_brought(const char *real_path);

/* Whether a path lies where only a deployment writes: the function's code, layers, the runtime, the system. */
bool sec3_python_is_deployed(const char *real_path);

#endif
