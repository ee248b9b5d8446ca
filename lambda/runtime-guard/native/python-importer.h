/* Python's import system, and whether code has replaced parts of it. */
#ifndef SEC3_PYTHON_IMPORTER_H
#define SEC3_PYTHON_IMPORTER_H

#include <stdbool.h>

/* Records the parts of the import system. Called before any code of the function can run. */
void sec3_python_know_importer(void);

/* Whether functions of the import system are running, and about to read a module by one of Python's own loaders. */
bool sec3_python_importer_asks(void);

/* Whether no part has been replaced. Then no other code gets the text that it reads, unless that code interrupts it or runs on another thread. */
bool sec3_python_importer_is_intact(void);

#endif
