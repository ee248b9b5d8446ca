/* The words for a refusal. */
#include "refusals.h"

#include <stdio.h>

void sec3_refusal_words(enum sec3_category category, const char *file, char words[SEC3_MAX_WORDS]) {
  const char *name = sec3_category_names[category];
  int length = snprintf(words, SEC3_MAX_WORDS, "Permission denied by the runtime policy of this function (%s); to permit it, ", name);
  char *rest = words + length;
  size_t room = SEC3_MAX_WORDS - (size_t)length;
  if (file) snprintf(rest, room, "add %.120s to initCode, or make %s alert", file, name);
  else snprintf(rest, room, "%smake %s alert", category == SEC3_NETWORK ? "add the host to allowedHosts, or " : "", name);
}
