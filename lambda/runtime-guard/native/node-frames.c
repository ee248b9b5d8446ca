/* The JavaScript code that is running, according to V8. Code can't change this answer. */
#include "node-frames.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FRAMES = 40, DETAILED = 127, MAX_SCRIPT = 200, MAX_FUNCTION = 64 };

/* A thread has one environment, and one isolate. */
static __thread napi_env environment;
static __thread v8_isolate *isolate;
static _Atomic(pid_t) process;
static char own_folder[PATH_MAX];

bool sec3_node_is_own(const char *script) {
  return own_folder[0] && strncmp(script, own_folder, strlen(own_folder)) == 0;
}

/* A forked child has a copy of V8 whose locks are never released. */
static bool is_running(void) {
  return environment && getpid() == atomic_load(&process) && sec3_node()->current_isolate() == isolate;
}

static void describe(napi_value frame, const char *script, char *stack, size_t size) {
  char function[MAX_FUNCTION];
  v8_location location = sec3_node()->frame_location(frame);
  bool named = sec3_node_text(environment, sec3_node()->frame_function(frame), function, sizeof function) && function[0];
  snprintf(stack, size, "%s%s%s:%d:%d%s", function, named ? " (" : "", script, location.line + 1, location.column + 1, named ? ")" : "");
}

void sec3_node_place(char *stack, size_t size) {
  char script[MAX_SCRIPT];
  napi_scope scope;
  const struct sec3_node *node = sec3_node();
  stack[0] = '\0';
  if (!is_running() || node->open_handle_scope(environment, &scope) != 0) return;
  napi_value trace = node->stack_trace(isolate, MOST_FRAMES, DETAILED);
  for (int i = 0; trace && i < node->stack_length(trace); i++) {
    napi_value frame = node->stack_frame(trace, isolate, (unsigned)i);
    if (!sec3_node_text(environment, node->frame_script(frame), script, sizeof script) || !script[0]) continue;
    if (strncmp(script, "node:", 5) == 0 || sec3_node_is_own(script)) continue;
    describe(frame, script, stack, size);
    break;
  }
  node->close_handle_scope(environment, scope);
}

bool sec3_node_file(char path[PATH_MAX]) {
  char script[PATH_MAX];
  static const char scheme[] = "file://";
  const struct sec3_node *node = sec3_node();
  napi_value trace = node->stack_trace(isolate, MOST_FRAMES, DETAILED);
  for (int i = 0; trace && i < node->stack_length(trace); i++) {
    sec3_node_text(environment, node->frame_script(node->stack_frame(trace, isolate, (unsigned)i)), script, sizeof script);
    if (sec3_node_is_own(script)) continue;
    return realpath(strncmp(script, scheme, sizeof scheme - 1) == 0 ? script + sizeof scheme - 1 : script, path) != NULL;
  }
  return false;
}

static void give_context(struct sec3_context *context) {
  sec3_node_place(context->stack, sizeof context->stack);
}

/* Scripts choose their names. */
static const char *one_line(char *text) {
  for (char *c = text; *c; c++) {
    if ((unsigned char)*c < ' ') *c = '?';
  }
  return text;
}

napi_value sec3_node_callers(napi_env env, int depth) {
  char text[MOST_FRAMES * (MAX_SCRIPT + MAX_FUNCTION + 2)], script[MAX_SCRIPT], function[MAX_FUNCTION];
  size_t length = 0;
  const struct sec3_node *node = sec3_node();
  napi_value result = NULL, trace = node->stack_trace(isolate, depth < MOST_FRAMES ? depth : MOST_FRAMES, DETAILED);
  for (int i = 0; trace && i < node->stack_length(trace); i++) {
    napi_value frame = node->stack_frame(trace, isolate, (unsigned)i);
    sec3_node_text(env, node->frame_script(frame), script, sizeof script);
    if (sec3_node_is_own(script)) continue;
    sec3_node_text(env, node->frame_function(frame), function, sizeof function);
    length += (size_t)snprintf(text + length, sizeof text - length, "%s\t%s\n", one_line(script), one_line(function));
  }
  node->create_string(env, text, length, &result);
  return result;
}

napi_value sec3_node_builtin_source(napi_env env) {
  char script[MAX_SCRIPT];
  const struct sec3_node *node = sec3_node();
  napi_value trace = node->stack_trace(isolate, MOST_FRAMES, DETAILED);
  for (int i = 0; trace && i < node->stack_length(trace); i++) {
    napi_value frame = node->stack_frame(trace, isolate, (unsigned)i);
    if (!sec3_node_text(env, node->frame_script(frame), script, sizeof script) || sec3_node_is_own(script)) continue;
    return strncmp(script, "node:", 5) == 0 ? node->frame_source(frame) : NULL;
  }
  return NULL;
}

/* The folder of the JavaScript layer, beside the one of this library. */
static void find_own_folder(void) {
  Dl_info info;
  char path[PATH_MAX];
  if (!dladdr((void *)find_own_folder, &info) || !realpath(info.dli_fname, path)) return;
  for (int i = 0; i < 3; i++) {
    char *slash = strrchr(path, '/');
    if (!slash) return;
    *slash = '\0';
  }
  snprintf(own_folder, sizeof own_folder, "%.*s/node/", PATH_MAX - 8, path);
}

/* Node.js still makes files when it has taken an environment down, such as profiles. */
static void forget_environment(void *data) {
  (void)data;
  environment = NULL;
}

void sec3_node_start_frames(napi_env env) {
  if (!own_folder[0]) find_own_folder();
  environment = env;
  sec3_node()->add_cleanup(env, forget_environment, NULL);
  isolate = sec3_node()->current_isolate();
  atomic_store(&process, getpid());
  sec3_set_context_provider(give_context);
}
