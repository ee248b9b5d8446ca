/*
 * The library as an addon of Node.js: its exports for the JavaScript layer, once in each thread. That layer opens it before any other code runs. Code that opens it
 * again gets no exports.
 */
#include "events.h"
#include "interpose-open.h"
#include "node-api.h"
#include "node-code.h"
#include "node-errors.h"
#include "node-files.h"
#include "node-frames.h"
#include "node-modules.h"
#include "state.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static __thread bool opened;

/* setEntry(path) */
static napi_value set_entry(napi_env env, napi_info info) {
  char path[PATH_MAX];
  napi_value argument;
  sec3_node_arguments(env, info, &argument, 1);
  if (sec3_node_text(env, argument, path, sizeof path)) sec3_node_set_entry(path);
  return NULL;
}

/* received(requestId): the function is loaded, and waits for an invocation (null) or has received one. */
static napi_value received(napi_env env, napi_info info) {
  char id[64];
  napi_value argument;
  sec3_node_arguments(env, info, &argument, 1);
  sec3_node_text(env, argument, id, sizeof id);
  sec3_set_request_id(id, strlen(id));
  return NULL;
}

/* isMainThread() */
static napi_value is_main_thread(napi_env env, napi_info info) {
  (void)info;
  return sec3_node_boolean(env, gettid() == getpid());
}

/* log(line) */
static napi_value log_line(napi_env env, napi_info info) {
  char text[4096];
  napi_value argument;
  sec3_node_arguments(env, info, &argument, 1);
  if (sec3_node_text(env, argument, text, sizeof text)) sec3_write_log(text, strlen(text));
  return NULL;
}

static napi_value start_proof(napi_env env, napi_info info) {
  (void)env, (void)info;
  sec3_node_start_proof();
  return NULL;
}

/* endProof(): whether V8 called the callbacks. */
static napi_value end_proof(napi_env env, napi_info info) {
  (void)info;
  struct sec3_node_proof asked = sec3_node_end_proof();
  return sec3_node_boolean(env, asked.strings && asked.wasm);
}

static napi_value read_in(napi_env env, napi_info info, enum sec3_node_form form) {
  char path[PATH_MAX];
  napi_value argument;
  sec3_node_arguments(env, info, &argument, 1);
  return sec3_node_text(env, argument, path, sizeof path) ? sec3_node_read(env, path, form) : NULL;
}

/* textOf(path), bytesOf(path), base64Of(path): undefined if the file was not deployed. */
static napi_value text_of(napi_env env, napi_info info) {
  return read_in(env, info, SEC3_TEXT);
}

static napi_value bytes_of(napi_env env, napi_info info) {
  return read_in(env, info, SEC3_BYTES);
}

static napi_value base64_of(napi_env env, napi_info info) {
  return read_in(env, info, SEC3_BASE64);
}

/* callers(depth) */
static napi_value callers(napi_env env, napi_info info) {
  int32_t depth = 0;
  napi_value argument;
  sec3_node_arguments(env, info, &argument, 1);
  sec3_node()->get_int32(env, argument, &depth);
  return sec3_node_callers(env, depth);
}

/* place(): the nearest frame of the application; "" if there is none. */
static napi_value place(napi_env env, napi_info info) {
  char stack[256];
  napi_value result = NULL;
  (void)info;
  sec3_node_place(stack, sizeof stack);
  sec3_node()->create_string(env, stack, strlen(stack), &result);
  return result;
}

static bool bytes_in(napi_env env, napi_value value, void **bytes, size_t *length) {
  int kind;
  static const unsigned char size_of[] = { 1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8 };
  if (sec3_node()->get_buffer(env, value, bytes, length) == 0) return true;
  if (sec3_node()->get_view(env, value, &kind, length, bytes, NULL, NULL) != 0 || kind < 0 || kind >= (int)sizeof size_of) return false;
  *length *= size_of[kind];
  return true;
}

/* copyOf(bytes): a Buffer; undefined for values without bytes. */
static napi_value copy_of(napi_env env, napi_info info) {
  void *bytes;
  size_t length;
  napi_value argument, result = NULL;
  sec3_node_arguments(env, info, &argument, 1);
  if (bytes_in(env, argument, &bytes, &length)) sec3_node()->create_buffer(env, length, bytes, NULL, &result);
  return result;
}

/* base64(bytes) */
static napi_value base64(napi_env env, napi_info info) {
  void *bytes;
  size_t length;
  napi_value argument;
  sec3_node_arguments(env, info, &argument, 1);
  return bytes_in(env, argument, &bytes, &length) ? sec3_node_base64(env, bytes, length) : NULL;
}

/* builtinSource(): the text of the calling script of Node.js; undefined if another script calls. */
static napi_value builtin_source(napi_env env, napi_info info) {
  (void)info;
  return sec3_node_builtin_source(env);
}

/* moduleBinding() */
static napi_value module_binding(napi_env env, napi_info info) {
  (void)info;
  return sec3_node_module_binding(env);
}

/* permitWebAssembly(whether) */
static napi_value permit_web_assembly(napi_env env, napi_info info) {
  bool permit = false;
  napi_value argument;
  sec3_node_arguments(env, info, &argument, 1);
  sec3_node()->get_bool(env, argument, &permit);
  sec3_node_permit_wasm(permit);
  return NULL;
}

/* The first one works even if Node.js lacks functions that the others need. */
static const struct {
  const char *name;
  napi_callback *function;
} functions[] = {
  { "received", received },
  { "isMainThread", is_main_thread },
  { "log", log_line },
  { "setEntry", set_entry },
  { "startProof", start_proof },
  { "endProof", end_proof },
  { "textOf", text_of },
  { "bytesOf", bytes_of },
  { "base64Of", base64_of },
  { "permitWebAssembly", permit_web_assembly },
  { "copyOf", copy_of },
  { "base64", base64 },
  { "builtinSource", builtin_source },
  { "callers", callers },
  { "place", place },
  { "moduleBinding", module_binding },
};

static void offer(napi_env env, napi_value exports, size_t count) {
  for (size_t i = 0; i < count; i++) {
    napi_value function;
    sec3_node()->create_function(env, functions[i].name, strlen(functions[i].name), functions[i].function, NULL, &function);
    sec3_node()->set_named_property(env, exports, functions[i].name, function);
  }
}

/* If Node.js lacks a function, this writes a message, and the JavaScript layer applies `onDegraded`. */
__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  const char *missing;
  if (opened || !sec3_preloaded()) return exports;
  opened = true;
  if (sec3_node_find(&missing)) {
    sec3_node_start_frames(env);
    sec3_node_start_errors(env);
    sec3_node_judge_reads();
    if (sec3_mode(SEC3_DYNAMIC_CODE) != SEC3_ALLOW) sec3_node_judge_code(env);
    offer(env, exports, sizeof functions / sizeof *functions);
  } else {
    sec3_message("this release of Node.js has no %s, which the guard relies on", missing);
    offer(env, exports, 1);
  }
  return exports;
}
