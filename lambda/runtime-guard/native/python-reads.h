/* Which reads of the function's own files are ordinary. */
#ifndef SEC3_PYTHON_READS_H
#define SEC3_PYTHON_READS_H

#include <stdbool.h>

/* Whether the file that is about to be opened is read by the import system, for the first time, or for a traceback that is only reported. */
bool sec3_python_reads_by_right(const char *path);

/* Keeps in mind a module that the import system reads before the start. */
void sec3_python_read_early(const char *path);

#endif
