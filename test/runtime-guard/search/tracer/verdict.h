/* Which system calls do what a policy that blocks everything blocks. */
#ifndef VERDICT_H
#define VERDICT_H

#include "tracee.h"

/* Folders of the laboratory: of files that may not be read, and of those that may not be run or loaded. */
struct places {
  const char *secrets, *foreign;
};

/* The number of a call to look at; -1 after the last. */
int watched_number(int index);

/* Reads what the arguments of a call lead to, before it is made. */
void note(pid_t thread, struct call *call);

/*
 * What a call did that has returned: a kind, with what it was done to in `target`; null for what anyone may do.
 */
const char *verdict(pid_t thread, const struct call *call, int64_t result, const struct places *places, char target[PATH_MAX]);

#endif
