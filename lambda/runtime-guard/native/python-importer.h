/* Python's import system, and whether it is still what it was. */
#ifndef SEC3_PYTHON_IMPORTER_H
#define SEC3_PYTHON_IMPORTER_H

#include <stdbool.h>

/* Keeps in mind what the import system consists of; called before any code of the function can run. */
void sec3_python_know_importer(void);

/*
 * Whether what runs now is the import system, about to read a module by a loader of its own, and nothing of it has been exchanged: then
 * no other code gets the text.
 */
bool sec3_python_importer_reads(void);

#endif
