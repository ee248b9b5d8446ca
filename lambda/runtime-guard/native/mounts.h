/* Where LAMBDA_TASK_ROOT is mounted. */
#ifndef SEC3_MOUNTS_H
#define SEC3_MOUNTS_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * Whether a file, of which STATX_MNT_ID was asked, certainly lies outside of LAMBDA_TASK_ROOT: that is mounted by itself, as in Lambda, and the file is on another mount. To ask for a
 * file's path takes longer than to open it. False where nothing can be said.
 */
bool sec3_is_mounted_elsewhere(const struct statx *file);

#endif
