/* What the tracer reads of a process that it traces. */
#ifndef TRACEE_H
#define TRACEE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A system call as it was made, with what its pointers led to. */
struct call {
  uint64_t number, args[6];
  char path[PATH_MAX];
};

/* Gives how much could be read. */
size_t read_memory(pid_t thread, uint64_t address, void *buffer, size_t size);

void read_text(pid_t thread, uint64_t address, char *text, size_t size);

/* What is open as this descriptor, as the kernel names it; "" if nothing is. */
void path_of(pid_t thread, int fd, char path[PATH_MAX]);

/* Whether a descriptor is of a regular file that has a name. */
bool is_file(pid_t thread, int fd);

/* Whether it is a thread of a process, and not the process itself. */
bool is_thread(pid_t thread);

#endif
