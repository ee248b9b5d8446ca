/* What an error tells of its stack: as Node.js has it, but for the frames of the guard; and where a call was refused by the policy, which and what would permit it. */
#include "node-errors.h"
#include "events.h"
#include "node-frames.h"
#include "refusals.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STACK = 16384 };

static __thread napi_env environment;

/* Reads a property that is a text, whatever the object makes of being asked. */
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

/* The category that a call of the system was refused by; -1 if the error is of another kind, or comes from elsewhere. */
static int category_of(napi_value error) {
  char code[16], path[PATH_MAX], real[PATH_MAX];
  if (!text_in(error, "code", code, sizeof code) || strcmp(code, "EACCES") != 0 || !text_in(error, "path", path, sizeof path)) return -1;
  int category = sec3_refused_target(path);
  return category < 0 && realpath(path, real) ? sec3_refused_target(real) : category;
}

/* Adds a line about the policy; Node.js itself can't say more of an error of the system than its number. */
static napi_value with_words(napi_value stack, int category) {
  char text[MAX_STACK], words[SEC3_MAX_WORDS];
  napi_value result = stack;
  if (!sec3_node_text(environment, stack, text, sizeof text - sizeof words)) return stack;
  sec3_refusal_words((enum sec3_category)category, NULL, words);
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
  int category = category_of(error);
  return category < 0 ? stack : with_words(stack, category);
}

void sec3_node_start_errors(napi_env env) {
  environment = env;
  sec3_node()->set_stack_judge(sec3_node()->current_isolate(), tell_stack);
}
