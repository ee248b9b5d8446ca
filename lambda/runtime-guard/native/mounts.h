/* The mount of LAMBDA_TASK_ROOT. */
#ifndef SEC3_MOUNTS_H
#define SEC3_MOUNTS_H

#include <stdbool.h>
#include <sys/stat.h>

/*
 * Whether a file, whose STATX_MNT_ID was requested, is certainly outside of LAMBDA_TASK_ROOT, which has its own mount, as in Lambda. Getting a
 * file's path takes longer than opening it. False if this cannot be determined.
 */
bool sec3_is_mounted_elsewhere(const struct statx *file);

#endif
