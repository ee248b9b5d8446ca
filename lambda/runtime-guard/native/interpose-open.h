/* What has been opened, for those that open or link in other ways. */
#ifndef SEC3_INTERPOSE_OPEN_H
#define SEC3_INTERPOSE_OPEN_H

#include <stdbool.h>

/*
 * Of a file of the function: the interpreter's own doing; that of a module to be compiled, which gets the text below under `block`; by policy, but not worth an event; by policy.
 */
enum sec3_read { SEC3_READ_ORDINARY, SEC3_READ_MODULE, SEC3_READ_UNHEARD, SEC3_READ_JUDGED };

/* What stands for the text of a module until it is compiled: no other code gets that text, whatever it has exchanged, and whenever it runs. */
#define SEC3_STAND_IN "raise ImportError('the runtime policy of this function does not let the text of its modules be read (sourceRead)')\n"

/*
 * Makes reads of files under LAMBDA_TASK_ROOT, once the first invocation has been received, events of `sourceRead`, as the function says, which
 * gets what was opened, the call of libc and the address that it returns to (null if that is not known). Without it `sourceRead` is the interpreter layer's alone.
 */
void sec3_set_read_judge(enum sec3_read (*judge)(const char *path, const char *api, const void *caller));

/* A descriptor that was just opened, unless it is process memory or source that must not be read: then it is closed, and -1 returned. */
int sec3_vetted_fd(int fd, const char *api);

/* Whether this library stands before libc, as LD_PRELOAD puts it there. */
bool sec3_preloaded(void);

bool sec3_source_link_denied(int folder, const char *path);

#endif
