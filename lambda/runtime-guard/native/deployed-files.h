/* Which files came with the function, its layers, the runtime or the system: where they lie, only a deployment writes. */
#ifndef SEC3_DEPLOYED_FILES_H
#define SEC3_DEPLOYED_FILES_H

#include <limits.h>
#include <stdbool.h>

/* Opens a file for reading as if there were no guard; -1 if it cannot. */
int sec3_open_unjudged(const char *path);

/* The path of what is open; false, and "", if it has none. */
bool sec3_path_of(int fd, char path[PATH_MAX]);

/* Whether a path lies in a folder of the system or of the runtime. */
bool sec3_is_brought(const char *real_path);

/* Whether a path lies where only a deployment writes. */
bool sec3_is_deployed(const char *real_path);

/* The same for what is open, whatever path led to it. */
bool sec3_is_deployed_file(int fd);

/* Whether a path lies in a folder of Python's standard library. */
bool sec3_is_standard(const char *real_path);

#endif
