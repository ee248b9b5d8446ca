/* Node.js and V8, found in the process. */
#include "node-api.h"

#include <dlfcn.h>
#include <string.h>

static struct sec3_node api;

const struct sec3_node *sec3_node(void) {
  return &api;
}

bool sec3_node_find(const char **missing) {
  *missing = NULL;
#define SEC3_ENTRY(type, name, symbol, arguments) \
  api.name = (type(*) arguments)dlsym(RTLD_DEFAULT, symbol); \
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
