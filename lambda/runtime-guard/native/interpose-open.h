/* Checks of opened files, for replacements that open or link files in other ways. */
#ifndef SEC3_INTERPOSE_OPEN_H
#define SEC3_INTERPOSE_OPEN_H

#include <stdbool.h>

/*
 * How to treat a read of a file of the function: allow it, because the interpreter itself reads; return the text below under `block`, because a module is compiled;
 * apply the policy without an event; apply the policy.
 */
enum sec3_read { SEC3_READ_ORDINARY, SEC3_READ_MODULE, SEC3_READ_UNHEARD, SEC3_READ_JUDGED };

/* Placeholder for the text of a module until it is compiled. Other code gets this placeholder instead of the text, even if it has replaced parts of the importer. */
#define SEC3_STAND_IN "raise ImportError('the runtime policy of this function does not let the text of its modules be read (sourceRead)')\n"

/*
 * Sets the function that judges reads of files under LAMBDA_TASK_ROOT for `sourceRead`, once the first invocation has been received. The function
 * gets the open file, the libc call and its return address (null if unknown). Without such a function, only the layer of the interpreter enforces `sourceRead`.
 */
void sec3_set_read_judge(enum sec3_read (*judge)(const char *path, const char *api, const void *caller));

/* Returns a newly opened descriptor. If it is process memory, or source that must not be read, closes it and returns -1. */
int sec3_vetted_fd(int fd, const char *api);

/* Whether this library precedes libc in symbol lookup, as LD_PRELOAD ensures. */
bool sec3_preloaded(void);

bool sec3_source_link_denied(int folder, const char *path);

#endif
