/* DNS messages. */
#ifndef SEC3_DNS_H
#define SEC3_DNS_H

#include "host-entry.h"

#include <stdbool.h>

/* Whether a DNS message asks for allowed names only; the first name is copied to `name`. */
bool sec3_query_allowed(const unsigned char *message, size_t length, char name[SEC3_MAX_NAME + 3]);

/* Allows the addresses in a response about an allowed name. */
void sec3_learn_answer(const unsigned char *message, size_t length);

#endif
