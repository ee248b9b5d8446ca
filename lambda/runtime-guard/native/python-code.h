/* Which code is ordinary, whenever it comes into being. */
#ifndef SEC3_PYTHON_CODE_H
#define SEC3_PYTHON_CODE_H

#include "python-api.h"

/* Keeps in mind which file of compiled code this thread opened last. */
void sec3_python_opened(const char *path);

/* Whether the system or the runtime brought a file; also where it is none, such as <string>. */
bool sec3_python_file_is_brought(const char *path);

/* The same for the file of compiled code that this thread opened last. */
bool sec3_python_last_is_brought(void);

/* Whether text that is compiled is the content of a deployed file, or can do nothing of its own, or is only parsed. */
bool sec3_python_source_is_known(py_object *source, py_object *file);

/* Whether compiled code is that of the deployed file that this thread opened last, or of a module that Python itself brings. */
bool sec3_python_compiled_is_known(py_object *code);

/* Whether a code object that is made of others' parts can do nothing of its own. */
bool sec3_python_object_is_known(py_object *instructions);

#endif
