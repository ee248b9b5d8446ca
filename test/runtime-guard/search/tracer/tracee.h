/* Reading the state of a traced process. */
#ifndef TRACEE_H
#define TRACEE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A system call, with the data that its pointers refer to. */
struct call {
  uint64_t number, args[6];
  char path[PATH_MAX];
};

/* Returns the number of bytes read. */
size_t read_memory(pid_t thread, uint64_t address, void *buffer, size_t size);

void read_text(pid_t thread, uint64_t address, char *text, size_t size);

/* Writes the kernel's name of an open descriptor; "" if it is not open. */
void path_of(pid_t thread, int fd, char path[PATH_MAX]);

/* Checks whether a descriptor refers to a regular file that has a name. */
bool is_file(pid_t thread, int fd);

/* Checks whether it is a thread of a process, and not the process itself. */
bool is_thread(pid_t thread);

#endif
