/* Uncaught errors, which the interpreter itself shows. */
#ifndef SEC3_PYTHON_ERRORS_H
#define SEC3_PYTHON_ERRORS_H

#include <stdbool.h>

/* Finds the functions of the interpreter. Before any code of the function runs. */
void sec3_python_know_errors(void);

/* Whether the interpreter is showing such an error, and no code in Python runs in between. */
bool sec3_python_shows_error(void);

#endif
