/* Recognizes code that is harmless at any time. */
#ifndef SEC3_PYTHON_CODE_H
#define SEC3_PYTHON_CODE_H

#include "python-api.h"

/* Records the file of compiled code that this thread opened last. */
void sec3_python_opened(const char *path);

/* Whether a file is of the system or the runtime. Also true for names of no file, such as <string>. */
bool sec3_python_file_is_brought(const char *path);

/* The same for the file of compiled code that this thread opened last. */
bool sec3_python_last_is_brought(void);

/* Whether the text to compile is the content of a deployed file, can only name things, or is only parsed. */
bool sec3_python_source_is_known(py_object *source, py_object *file);

/* Whether compiled code is from the deployed file that this thread opened last, or from a module that is part of Python. */
bool sec3_python_compiled_is_known(py_object *code);

/* Whether a code object made from parts of others can only raise an error. */
bool sec3_python_object_is_known(py_object *instructions);

#endif
