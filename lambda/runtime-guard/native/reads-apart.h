/* Files that the guard reads, and that no other code in the process may read at the same time. */
#ifndef SEC3_READS_APART_H
#define SEC3_READS_APART_H

#include <stdbool.h>
#include <sys/types.h>

/* Holds a file without opening it (O_PATH), relative to a folder or AT_FDCWD. Other code cannot read from the descriptor, and the file stays the same if the path changes. -1 with `errno` on failure. */
int sec3_hold(int folder, const char *path, int flags);

/* Gets the path that opens the held file. */
enum { SEC3_ALIAS = 32 };
void sec3_alias(int held, char alias[SEC3_ALIAS]);

/*
 * Reads a held file from an offset on. Returns the number of bytes, -1 on failure. After the first invocation, a thread reads it that has its
 * own descriptors: other code cannot guess the number of the descriptor and read from it.
 */
ssize_t sec3_read_held(int held, off_t offset, void *content, size_t size);

/* Whether that is so now. */
bool sec3_reads_apart(void);

/* Reads an open file from an offset on. Returns the number of bytes. */
ssize_t sec3_read_open(int fd, off_t offset, void *content, size_t size);

#endif
