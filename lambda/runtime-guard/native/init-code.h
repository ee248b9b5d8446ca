/* Creation of code from data before the first invocation. The policy lists the files of the function that may create it. */
#ifndef SEC3_INIT_CODE_H
#define SEC3_INIT_CODE_H

#include <stdbool.h>
#include <stddef.h>

/* Returns the name of a file in `initCode`: its real path, relative to the folder of the function's code or of layers. Null if it is in neither. */
const char *sec3_init_code_entry(const char *real_path);

/* Whether an entry of the policy's `initCode` matches the real path of a file. Counts each match. */
bool sec3_init_code_permits(const char *real_path);

/* Returns how often an entry was used. */
unsigned long sec3_init_code_count(size_t entry);

#endif
