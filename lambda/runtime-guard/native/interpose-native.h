/* Which libraries may be loaded. */
#ifndef SEC3_INTERPOSE_NATIVE_H
#define SEC3_INTERPOSE_NATIVE_H

#include <stdbool.h>

/*
 * Libraries of the runtime and of the system may always be loaded. The layer of an interpreter may trust others:
 * the function gets the real path. Null: none.
 */
void sec3_set_library_judge(bool (*trusted)(const char *real_path));

#endif
