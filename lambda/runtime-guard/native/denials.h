/* Messages for operations that the policy blocks. */
#ifndef SEC3_DENIALS_H
#define SEC3_DENIALS_H

#include "policy.h"

enum { SEC3_MAX_WORDS = 480 };

/*
 * Names the policy, the category and the fix. `blocked` is a category, or SEC3_TAMPERING. `file` is the entry of `initCode` for the file that creates code; null if there is none.
 */
void sec3_denial_words(int blocked, const char *file, char words[SEC3_MAX_WORDS]);

/* The same for dynamicCode in Node.js, whose error names the called function. */
void sec3_code_denial_words(const char *api, const char *file, char words[SEC3_MAX_WORDS]);

#endif
