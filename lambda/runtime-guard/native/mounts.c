/* The mount of LAMBDA_TASK_ROOT. Code of the function can't change it, because Lambda does not permit mounts. */
#include "mounts.h"
#include "deployed-files.h"
#include "state.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* The id of a mount is never negative. */
enum { UNASKED = -1, UNKNOWN = -2 };

static _Atomic int64_t task_root_mount = UNASKED;

/* Compares each mount point, the fifth word of its line, with the start of a path. Blanks in paths are written as octal numbers, which match nothing. */
static bool is_mount_below(int fd, const char *start) {
  char text[1024];
  ssize_t count;
  size_t length = strlen(start), word = 0, matched = 0;
  bool differs = false;
  while ((count = read(fd, text, sizeof text)) > 0) {
    for (ssize_t i = 0; i < count; i++) {
      if (text[i] == '\n') word = matched = 0, differs = false;
      else if (text[i] == ' ') word++;
      else if (word != 4 || differs) continue;
      else if (text[i] != start[matched]) differs = true;
      else if (++matched == length) return true;
    }
  }
  return count < 0;
}

static int64_t find_task_root_mount(void) {
  struct statx root;
  const char *path = sec3_task_root();
  if (strpbrk(path, " \t\n\\") || statx(AT_FDCWD, path, 0, STATX_MNT_ID, &root) != 0 || !(root.stx_mask & STATX_MNT_ID)) return UNKNOWN;
  int fd = sec3_open_unjudged("/proc/self/mountinfo");
  if (fd < 0) return UNKNOWN;
  bool divided = is_mount_below(fd, path);
  close(fd);
  return divided ? UNKNOWN : (int64_t)root.stx_mnt_id;
}

bool sec3_is_mounted_elsewhere(const struct statx *file) {
  int64_t mount = atomic_load(&task_root_mount);
  if (mount == UNASKED) atomic_store(&task_root_mount, mount = find_task_root_mount());
  return mount != UNKNOWN && file->stx_mask & STATX_MNT_ID && (int64_t)file->stx_mnt_id != mount;
}
