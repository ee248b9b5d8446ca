/* The policy, from SEC3_RUNTIME_POLICY. */
#ifndef SEC3_POLICY_H
#define SEC3_POLICY_H

#include "host-entry.h"

#include <stdbool.h>

enum sec3_category {
  SEC3_CHILD_PROCESS,
  SEC3_NETWORK,
  SEC3_FILE_WRITE,
  SEC3_SOURCE_READ,
  SEC3_NATIVE_ADDON,
  SEC3_DYNAMIC_CODE,
  SEC3_WORKER,
  SEC3_INSPECTOR,
  SEC3_CATEGORIES
};

enum sec3_mode { SEC3_ALLOW, SEC3_ALERT, SEC3_BLOCK };

/* Names in policies and events, in the order of the enumerations. */
extern const char *const sec3_category_names[SEC3_CATEGORIES];
extern const char *const sec3_mode_names[3];

enum { SEC3_MAX_HOSTS = 100, SEC3_MAX_INIT_CODE = 100, SEC3_MAX_PATTERN = 200 };

struct sec3_policy {
  enum sec3_mode modes[SEC3_CATEGORIES];
  struct sec3_host hosts[SEC3_MAX_HOSTS];
  size_t host_count;
  char init_code[SEC3_MAX_INIT_CODE][SEC3_MAX_PATTERN + 1];
  size_t init_code_count;
  bool aws_endpoints;
  bool warn_when_degraded;
};

/* The problem of a policy, its location (a JSON pointer), and the fix. */
struct sec3_policy_error {
  char pointer[128];
  char problem[320];
};

/* Parses a policy document. Returns false for an invalid one, with its first problem in `error`. */
bool sec3_policy_parse(const char *text, size_t length, struct sec3_policy *policy, struct sec3_policy_error *error);

#endif
