/* Files whose paths say where they lie. */
#ifndef SEC3_LITERAL_OPEN_H
#define SEC3_LITERAL_OPEN_H

#include <stdbool.h>

/*
 * Opens a file by an absolute path without links, `.` and `..`; the kernel makes sure of that while it opens. So what holds of the path
 * holds of what is opened, before it is open.
 *
 * `passes` is asked about the path that is opened, which no other thread can change. Gives false where it says no, or the path is another
 * one, or the kernel cannot make sure: then nothing is open. Otherwise `fd` is what open() would have returned, and errno what it would have set.
 */
bool sec3_open_literal(const char *path, int flags, bool (*passes)(const char *path), int *fd);

#endif
