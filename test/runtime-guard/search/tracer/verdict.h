/* Recognizes system calls whose effect is blocked by a policy that blocks everything. */
#ifndef VERDICT_H
#define VERDICT_H

#include "tracee.h"

/* Folders of the laboratory: those with unreadable files, and those whose files cannot be run or loaded. */
struct places {
  const char *secrets, *foreign;
};

/* Returns the number of a watched call; -1 after the last. */
int watched_number(int index);

/* Records the data that the arguments of a call refer to, before the call is made. */
void note(pid_t thread, struct call *call);

/* Returns the kind of a completed call's effect, with its target in `target`; null for allowed calls. */
const char *verdict(pid_t thread, const struct call *call, int64_t result, const struct places *places, char target[PATH_MAX]);

#endif
