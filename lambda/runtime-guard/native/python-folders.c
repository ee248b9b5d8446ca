/* Where files of Python lie: of the standard library, and where only a deployment writes. */
#include "python-folders.h"
#include "state.h"

#include <string.h>

static bool starts_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

bool sec3_python_is_brought(const char *real_path) {
  const char *folder;
  for (size_t i = 0; (folder = sec3_library_folder(i)); i++) {
    if (starts_with(real_path, folder)) return true;
  }
  return false;
}

bool sec3_python_is_deployed(const char *real_path) {
  const char *task_root = sec3_task_root(), *folder;
  for (size_t i = 0; (folder = sec3_module_folder(i)); i++) {
    if (starts_with(real_path, folder)) return true;
  }
  return (task_root[0] && starts_with(real_path, task_root)) || starts_with(real_path, "/opt/") || sec3_python_is_brought(real_path);
}

bool sec3_python_is_standard(const char *file) {
  return sec3_python_is_brought(file) && !strstr(file, "/site-packages/") && !strstr(file, "/dist-packages/") && strstr(file, "/python3");
}
