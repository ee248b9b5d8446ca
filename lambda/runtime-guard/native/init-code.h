/* Code that is made of data before the first invocation: the policy lists the files of the function that may. */
#ifndef SEC3_INIT_CODE_H
#define SEC3_INIT_CODE_H

#include <stdbool.h>
#include <stddef.h>

/* How `initCode` would name a file, by its real path: without the folder of the function's code, or that of layers. Null if it is in neither. */
const char *sec3_init_code_entry(const char *real_path);

/* Whether an entry of the policy's `initCode` matches a file, by its real path; counts it if so. */
bool sec3_init_code_permits(const char *real_path);

/* How often an entry has been made use of. */
unsigned long sec3_init_code_count(size_t entry);

#endif
