#include "tracee.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

size_t read_memory(pid_t thread, uint64_t address, void *buffer, size_t size) {
  struct iovec own = { buffer, size }, theirs = { (void *)address, size };
  ssize_t count = process_vm_readv(thread, &own, 1, &theirs, 1, 0);
  return count < 0 ? 0 : (size_t)count;
}

void read_text(pid_t thread, uint64_t address, char *text, size_t size) {
  size_t length = 0;
  /* A text may end right before an unreadable page. */
  while (address && length + 1 < size) {
    size_t page = 4096 - (address + length) % 4096, wanted = page < size - 1 - length ? page : size - 1 - length;
    size_t count = read_memory(thread, address + length, text + length, wanted);
    length += count;
    if (count < wanted || memchr(text + length - count, '\0', count)) break;
  }
  text[length] = '\0';
}

static void link_of(char link[64], pid_t thread, int fd) {
  snprintf(link, 64, "/proc/%d/fd/%d", thread, fd);
}

void path_of(pid_t thread, int fd, char path[PATH_MAX]) {
  char link[64];
  link_of(link, thread, fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
}

bool is_file(pid_t thread, int fd) {
  char link[64], path[PATH_MAX];
  struct stat file;
  link_of(link, thread, fd);
  path_of(thread, fd, path);
  return strncmp(path, "/memfd:", 7) != 0 && stat(link, &file) == 0 && (S_ISREG(file.st_mode) || S_ISDIR(file.st_mode));
}

bool is_thread(pid_t thread) {
  char path[64], line[128];
  int group = thread;
  snprintf(path, sizeof path, "/proc/%d/status", thread);
  FILE *status = fopen(path, "r");
  while (status && fgets(line, sizeof line, status) && sscanf(line, "Tgid: %d", &group) != 1) continue;
  if (status) fclose(status);
  return group != thread;
}
