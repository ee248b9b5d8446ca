/* SQLite in Python. */
#ifndef SEC3_PYTHON_DATABASES_H
#define SEC3_PYTHON_DATABASES_H

/* Keeps SQL from handing pointers to SQLite, in all databases that are opened from now on; called before one is. */
void sec3_python_guard_databases(void);

#endif
