/* Node.js and V8, found in the process. */
#include "node-api.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static struct sec3_node api;

const struct sec3_node *sec3_node(void) {
  return &api;
}

/* Looks up one of two names, separated by a bar. */
static void *found(const char *names) {
  char first[256];
  const char *bar = strchr(names, '|');
  if (!bar) return dlsym(RTLD_DEFAULT, names);
  snprintf(first, sizeof first, "%.*s", (int)(bar - names), names);
  void *symbol = dlsym(RTLD_DEFAULT, first);
  return symbol ? symbol : dlsym(RTLD_DEFAULT, bar + 1);
}

bool sec3_node_find(const char **missing) {
  *missing = NULL;
#define SEC3_ENTRY(type, name, symbol, arguments) \
  api.name = (type(*) arguments)found(symbol); \
  if (!api.name) *missing = symbol;
  SEC3_NODE_API(SEC3_ENTRY)
#undef SEC3_ENTRY
  return !*missing;
}

void sec3_node_arguments(napi_env env, napi_info info, napi_value *arguments, size_t count) {
  api.get_cb_info(env, info, &count, arguments, NULL, NULL);
}

bool sec3_node_text(napi_env env, napi_value value, char *text, size_t size) {
  size_t length;
  text[0] = '\0';
  return value && api.get_string(env, value, text, size, &length) == 0;
}

napi_value sec3_node_boolean(napi_env env, bool value) {
  napi_value result = NULL;
  api.get_boolean(env, value, &result);
  return result;
}
