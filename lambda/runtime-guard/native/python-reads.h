/* Reads of the function's own files. */
#ifndef SEC3_PYTHON_READS_H
#define SEC3_PYTHON_READS_H

#include "interpose-open.h"

/* What the read of this file is that Python is about to make. */
enum sec3_read sec3_python_read(const char *path);

/* Whether a file is called as compiled modules are. */
bool sec3_python_is_compiled(const char *path);

/* Whether a file is called as those with certificates or keys are, which OpenSSL reads by itself. */
bool sec3_python_is_certificate(const char *path);

#endif
