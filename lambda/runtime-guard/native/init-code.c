/* Creation of code from data before the first invocation. The policy lists the files of the function that may create it. */
#include "init-code.h"
#include "state.h"

#include <stdatomic.h>
#include <string.h>

static _Atomic(unsigned long) counts[SEC3_MAX_INIT_CODE];

/* `*` matches any part of one name, `**` any part of the path. */
static bool matches(const char *pattern, const char *text) {
  for (; *pattern != '*'; pattern++, text++) {
    if (*pattern != *text) return false;
    if (!*pattern) return true;
  }
  bool deep = pattern[1] == '*';
  const char *rest = pattern + strspn(pattern, "*");
  for (;; text++) {
    if (matches(rest, text)) return true;
    if (!*text || (*text == '/' && !deep)) return false;
  }
}

const char *sec3_init_code_entry(const char *real_path) {
  const char *const folders[] = { sec3_task_root(), "/opt/" };
  for (size_t i = 0; i < 2; i++) {
    size_t length = strlen(folders[i]);
    if (length && strncmp(real_path, folders[i], length) == 0) return real_path + length;
  }
  return NULL;
}

bool sec3_init_code_permits(const char *real_path) {
  const struct sec3_policy *policy = sec3_policy();
  const char *path = sec3_init_code_entry(real_path);
  for (size_t i = 0; path && i < policy->init_code_count; i++) {
    if (!matches(policy->init_code[i], path)) continue;
    atomic_fetch_add(&counts[i], 1);
    return true;
  }
  return false;
}

unsigned long sec3_init_code_count(size_t entry) {
  return atomic_load(&counts[entry]);
}
