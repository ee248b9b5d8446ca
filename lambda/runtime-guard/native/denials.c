/* Messages for operations that the policy blocks. */
#include "denials.h"
#include "events.h"

#include <stdio.h>

enum { MAX_FIX = 300 };

static const char *name_of(int blocked) {
  return sec3_category_names[blocked == SEC3_TAMPERING ? SEC3_INSPECTOR : blocked];
}

/* The fix. After the first invocation has arrived, `initCode` has no effect. */
static void describe_fix(int blocked, const char *file, char fix[MAX_FIX]) {
  const char *name = name_of(blocked);
  if (blocked == SEC3_TAMPERING) snprintf(fix, MAX_FIX, "let no category block");
  else if (blocked == SEC3_NETWORK) snprintf(fix, MAX_FIX, "add the host to allowedHosts, or make %s alert", name);
  else if (!file) snprintf(fix, MAX_FIX, "make %s alert", name);
  else snprintf(fix, MAX_FIX, "%sadd %.120s to initCode, or make %s alert", sec3_started() ? "make the code when the function is loaded and " : "", file, name);
}

void sec3_denial_words(int blocked, const char *file, char words[SEC3_MAX_WORDS]) {
  char fix[MAX_FIX];
  describe_fix(blocked, file, fix);
  snprintf(words, SEC3_MAX_WORDS, "Permission denied by the runtime policy of this function (%s); to permit it, %s", name_of(blocked), fix);
}

void sec3_code_denial_words(const char *api, const char *file, char words[SEC3_MAX_WORDS]) {
  char fix[MAX_FIX];
  describe_fix(SEC3_DYNAMIC_CODE, file, fix);
  snprintf(words, SEC3_MAX_WORDS, "%.40s is blocked by the runtime policy of this function (%s); to permit it, %s", api, name_of(SEC3_DYNAMIC_CODE), fix);
}
