/* Opening files by literal paths: absolute, without links. */
#ifndef SEC3_LITERAL_OPEN_H
#define SEC3_LITERAL_OPEN_H

#include <stdbool.h>

/*
 * Opens a file by an absolute path without links, `.` and `..`. The kernel verifies that while it opens the file. So a check of the path
 * is a check of the file, before it is open.
 *
 * `passes` gets the path, which no other thread can change. Returns false if `passes` does, if the path is of another
 * kind, or if the kernel cannot verify it; then nothing is open. Otherwise `fd` is what open() would have returned, and errno what it would have set.
 */
bool sec3_open_literal(const char *path, int flags, bool (*passes)(const char *path), int *fd);

#endif
