/* Reads of the function's own files. */
#ifndef SEC3_PYTHON_READS_H
#define SEC3_PYTHON_READS_H

#include "interpose-open.h"

/* Classifies the read of a file that Python is about to make. */
enum sec3_read sec3_python_read(const char *path);

/* Whether a file has the name of a compiled module. */
bool sec3_python_is_compiled(const char *path);

/* Whether a file has the name of a certificate or key file, which OpenSSL reads itself. */
bool sec3_python_is_certificate(const char *path);

#endif
