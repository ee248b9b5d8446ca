/* Python's import system, and whether it is still what it was. */
#ifndef SEC3_PYTHON_IMPORTER_H
#define SEC3_PYTHON_IMPORTER_H

#include <stdbool.h>

/* Keeps in mind what the import system consists of; called before any code of the function can run. */
void sec3_python_know_importer(void);

/* Whether what runs now are functions of the import system, about to read a module by a loader of its own. */
bool sec3_python_importer_asks(void);

/* Whether nothing of it has been exchanged: then no other code gets what it reads, unless it interrupts or runs on another thread. */
bool sec3_python_importer_is_intact(void);

#endif
