/* The words of errors that the policy gives. */
#ifndef SEC3_REFUSALS_H
#define SEC3_REFUSALS_H

#include "policy.h"

enum { SEC3_MAX_WORDS = 480 };

/*
 * Names the policy, the category and the fix. `blocked` is a category, or SEC3_TAMPERING. `file` is how `initCode` would name the file that makes code; null if there is none.
 */
void sec3_refusal_words(int blocked, const char *file, char words[SEC3_MAX_WORDS]);

/* The same for dynamicCode in Node.js, where the error names what was called. */
void sec3_code_refusal_words(const char *api, const char *file, char words[SEC3_MAX_WORDS]);

#endif
