/* Files that the process reads for itself, and that no other code in it may read meanwhile. */
#ifndef SEC3_READS_APART_H
#define SEC3_READS_APART_H

#include <sys/types.h>

/* Holds what a path leads to without opening it, below a folder (or AT_FDCWD): no one can read from the descriptor, and a path may change its meaning. -1 with `errno` if it fails. */
int sec3_hold(int folder, const char *path, int flags);

/* The path by which what is held can be opened. */
enum { SEC3_ALIAS = 32 };
void sec3_alias(int held, char alias[SEC3_ALIAS]);

/*
 * Reads what is held, from an offset on; gives how many bytes that were, -1 if it cannot. Once the function's files must not be read any more, this is done by a thread that has
 * descriptors of its own: others cannot guess the number, and read along.
 */
ssize_t sec3_read_held(int held, off_t offset, void *content, size_t size);

#endif
