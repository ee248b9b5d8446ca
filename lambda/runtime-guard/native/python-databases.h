/* SQLite in Python. */
#ifndef SEC3_PYTHON_DATABASES_H
#define SEC3_PYTHON_DATABASES_H

/* Disables SQL functions that take pointers, in all databases that are opened from now on. Called before any is opened. */
void sec3_python_guard_databases(void);

#endif
