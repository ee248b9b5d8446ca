/* Recognizes deployed files by their folders. */
#include "deployed-files.h"
#include "state.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool starts_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

int sec3_open_unjudged(const char *path) {
  typedef int function(const char *, int, ...);
  return ((function *)sec3_real(SEC3_REAL_open64))(path, O_RDONLY | O_CLOEXEC);
}

bool sec3_path_of(int fd, char path[PATH_MAX]) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
  return length > 0;
}

bool sec3_is_brought(const char *real_path) {
  const char *folder;
  for (size_t i = 0; (folder = sec3_library_folder(i)); i++) {
    if (starts_with(real_path, folder)) return true;
  }
  return false;
}

bool sec3_is_deployed(const char *real_path) {
  const char *task_root = sec3_task_root(), *folder;
  for (size_t i = 0; (folder = sec3_module_folder(i)); i++) {
    if (starts_with(real_path, folder)) return true;
  }
  return (task_root[0] && starts_with(real_path, task_root)) || starts_with(real_path, "/opt/") || sec3_is_brought(real_path);
}

bool sec3_is_deployed_file(int fd) {
  char path[PATH_MAX];
  return sec3_path_of(fd, path) && sec3_is_deployed(path);
}

bool sec3_is_standard(const char *real_path) {
  return sec3_is_brought(real_path) && !strstr(real_path, "/site-packages/") && !strstr(real_path, "/dist-packages/") && strstr(real_path, "/python3");
}
