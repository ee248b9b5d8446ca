/* What has been opened, for those that open or link in other ways. */
#ifndef SEC3_INTERPOSE_OPEN_H
#define SEC3_INTERPOSE_OPEN_H

#include <stdbool.h>

/*
 * Makes reads of files under LAMBDA_TASK_ROOT, once the first invocation has been received, events of `sourceRead`, except where the
 * function, which gets the call of libc and what was opened, says that the interpreter itself is reading (a module, say). Without it `sourceRead` is the interpreter layer's alone.
 */
void sec3_set_read_judge(bool (*ordinary)(const char *api, const char *path));

/* A descriptor that was just opened, unless it is process memory or source that must not be read: then it is closed, and -1 returned. */
int sec3_vetted_fd(int fd, const char *api);

/* Whether this library stands before libc, as LD_PRELOAD puts it there. */
bool sec3_preloaded(void);

/* Opens a file for reading as if there were no guard; -1 if it cannot. */
int sec3_open_unjudged(const char *path);

bool sec3_source_link_denied(int folder, const char *path);

#endif
