#ifndef SEC3_INTERPOSE_LOG_H
#define SEC3_INTERPOSE_LOG_H

#include <stdbool.h>

/* Whether a socket is what stderr was at the start: without it, there is no log. */
bool sec3_ends_log(int fd);

/* Closes a range of descriptors, but for that of the log. */
int sec3_close_range(unsigned first, unsigned last, int flags);

#endif
