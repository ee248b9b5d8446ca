/* The implementation of ES modules in Node.js: the binding with their class, which JavaScript cannot get. */
#include "node-modules.h"

#include <string.h>

napi_value sec3_node_module_binding(napi_env env) {
  static const char name[] = "module_wrap";
  napi_value self, argument, binding, exception;
  const struct sec3_node *node = sec3_node();
  napi_value find = node->new_function(node->current_context(node->current_isolate()), node->internal_binding, NULL, 0, 1, 0);
  if (!find || node->get_global(env, &self) != 0 || node->create_string(env, name, strlen(name), &argument) != 0) return NULL;
  if (node->call_function(env, self, find, 1, &argument, &binding) == 0) return binding;
  node->clear_exception(env, &exception);
  return NULL;
}
