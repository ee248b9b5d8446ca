/* The words for a refusal. */
#ifndef SEC3_REFUSALS_H
#define SEC3_REFUSALS_H

#include "policy.h"

enum { SEC3_MAX_WORDS = 400 };

/* Names the policy, the category and the fix. `file` is a file of the function that may be listed in `initCode`; null if there is none. */
void sec3_refusal_words(enum sec3_category category, const char *file, char words[SEC3_MAX_WORDS]);

#endif
