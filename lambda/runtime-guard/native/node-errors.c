/* The stack of an error: that of Node.js without the frames of the guard. If the policy blocked a call, the category and the fix are added. */
#include "node-errors.h"
#include "denials.h"
#include "events.h"
#include "node-frames.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STACK = 16384 };

static __thread napi_env environment;

/* Reads a text property. Exceptions of getters and proxies are cleared. */
static bool text_in(napi_value object, const char *name, char *text, size_t size) {
  napi_value value, exception;
  const struct sec3_node *node = sec3_node();
  text[0] = '\0';
  if (node->get_named_property(environment, object, name, &value) == 0) return sec3_node_text(environment, value, text, size);
  node->clear_exception(environment, &exception);
  return false;
}

static bool is_own_site(napi_value site) {
  char script[PATH_MAX];
  napi_value method, name, exception;
  const struct sec3_node *node = sec3_node();
  if (node->get_named_property(environment, site, "getFileName", &method) == 0 && node->call_function(environment, site, method, 0, NULL, &name) == 0) {
    return sec3_node_text(environment, name, script, sizeof script) && sec3_node_is_own(script);
  }
  node->clear_exception(environment, &exception);
  return false;
}

/* For a path, which may be a link to the opened file. */
static int blocked_path(napi_value error) {
  char path[PATH_MAX], real[PATH_MAX];
  if (!text_in(error, "path", path, sizeof path)) return -1;
  int blocked = sec3_denied_target(path);
  return blocked < 0 && realpath(path, real) ? sec3_denied_target(real) : blocked;
}

/* For an address and a port. */
static int blocked_address(napi_value error) {
  int32_t port = 0;
  napi_value value;
  char address[INET6_ADDRSTRLEN + 1], target[INET6_ADDRSTRLEN + 16];
  const struct sec3_node *node = sec3_node();
  if (!text_in(error, "address", address, sizeof address) || node->get_named_property(environment, error, "port", &value) != 0) return -1;
  if (node->get_int32(environment, value, &port) != 0) return -1;
  if (strchr(address, ':')) snprintf(target, sizeof target, "[%s]:%d", address, port);
  else snprintf(target, sizeof target, "%s:%d", address, port);
  return sec3_denied_target(target);
}

static int blocked_name(napi_value error) {
  char name[256];
  return text_in(error, "hostname", name, sizeof name) ? sec3_denied_target(name) : -1;
}

/* Returns the category, or SEC3_TAMPERING, that blocked a system call; -1 if the error is of another kind or has another cause. */
static int blocked_by(napi_value error) {
  char code[16];
  if (!text_in(error, "code", code, sizeof code)) return -1;
  if (strcmp(code, "ENOTFOUND") == 0) return blocked_name(error);
  if (strcmp(code, "EACCES") != 0) return -1;
  int blocked = blocked_path(error);
  return blocked < 0 ? blocked_address(error) : blocked;
}

/* Adds a line about the policy, because Node.js only describes the number of a system error. */
static napi_value with_words(napi_value stack, int blocked) {
  char text[MAX_STACK], words[SEC3_MAX_WORDS];
  napi_value result = stack;
  if (!sec3_node_text(environment, stack, text, sizeof text - sizeof words)) return stack;
  sec3_denial_words(blocked, NULL, words);
  size_t length = strlen(text);
  length += (size_t)snprintf(text + length, sizeof text - length, "\n    %s", words);
  sec3_node()->create_string(environment, text, length, &result);
  return result;
}

static napi_value tell_stack(napi_value context, napi_value error, napi_value sites) {
  uint32_t count = 0, kept = 0;
  napi_value site, others = NULL;
  const struct sec3_node *node = sec3_node();
  node->get_array_length(environment, sites, &count);
  node->create_array(environment, &others);
  for (uint32_t i = 0; i < count; i++) {
    if (node->get_element(environment, sites, i, &site) == 0 && !is_own_site(site)) node->set_element(environment, others, kept++, site);
  }
  napi_value stack = node->node_stack_judge(context, error, kept < count ? others : sites);
  int blocked = blocked_by(error);
  return blocked < 0 ? stack : with_words(stack, blocked);
}

void sec3_node_start_errors(napi_env env) {
  environment = env;
  sec3_node()->set_stack_judge(sec3_node()->current_isolate(), tell_stack);
}
