/* Recognizes files of the function, its layers, the runtime and the system. Only a deployment writes to their folders. */
#ifndef SEC3_DEPLOYED_FILES_H
#define SEC3_DEPLOYED_FILES_H

#include <limits.h>
#include <stdbool.h>

/* Opens a file for reading, without asking the policy; -1 on failure. */
int sec3_open_unjudged(const char *path);

/* Gets the path of an open file; false, and "", if it has none. */
bool sec3_path_of(int fd, char path[PATH_MAX]);

/* Whether a path is in a folder of the system or of the runtime. */
bool sec3_is_brought(const char *real_path);

/* Whether a path is in a folder that only a deployment writes to. */
bool sec3_is_deployed(const char *real_path);

/* The same for an open file, regardless of the path that it was opened by. */
bool sec3_is_deployed_file(int fd);

/* Whether a path is in a folder of Python's standard library. */
bool sec3_is_standard(const char *real_path);

#endif
