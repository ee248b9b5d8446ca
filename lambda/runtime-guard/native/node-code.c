/* dynamicCode: V8 calls these callbacks before it creates code from strings or bytes, in every context. */
#include "node-code.h"
#include "denials.h"
#include "events.h"
#include "init-code.h"
#include "node-frames.h"
#include "state.h"

#include <string.h>

static __thread napi_env environment;
static __thread bool proving, wasm_permitted;
static __thread struct sec3_node_proof asked;

/* Text that V8 puts before the body of a function from a Function constructor. */
static const char *api_of(napi_value source) {
  static const char *const starts[] = { "(function anonymous(", "(async function anonymous(", "(function* anonymous(", "(async function* anonymous(" };
  char text[32];
  sec3_node_text(environment, source, text, sizeof text);
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    if (strncmp(text, starts[i], strlen(starts[i])) == 0) return "Function";
  }
  return "eval";
}

/* Whether the code is created while the function is loaded, in a file that the policy lists. */
static bool is_init_code(void) {
  char path[PATH_MAX];
  return !sec3_started() && sec3_policy()->init_code_count > 0 && sec3_node_file(path) && sec3_init_code_permits(path);
}

static napi_value denial(const char *api) {
  char path[PATH_MAX], words[SEC3_MAX_WORDS];
  napi_value message = NULL;
  sec3_code_denial_words(api, sec3_node_file(path) ? sec3_init_code_entry(path) : NULL, words);
  sec3_node()->create_string(environment, words, strlen(words), &message);
  return message;
}

static v8_strings_verdict judge_strings(napi_value context, napi_value source, bool is_code_like) {
  if (proving) {
    asked.strings = true;
    return (v8_strings_verdict){ .allowed = false };
  }
  const char *api = api_of(source);
  if (is_init_code() || !sec3_denied(SEC3_DYNAMIC_CODE, api, NULL, NULL)) return sec3_node()->node_strings_judge(context, source, is_code_like);
  sec3_node()->set_strings_error(context, denial(api));
  return (v8_strings_verdict){ .allowed = false };
}

static bool judge_wasm(napi_value context, napi_value source) {
  if (proving) {
    asked.wasm = true;
    return false;
  }
  bool permitted = wasm_permitted;
  wasm_permitted = false;
  if (permitted || is_init_code() || !sec3_denied(SEC3_DYNAMIC_CODE, "WebAssembly", NULL, NULL)) return sec3_node()->node_wasm_judge(context, source);
  sec3_node()->set_wasm_error(context, denial("WebAssembly"));
  return false;
}

void sec3_node_judge_code(napi_env env) {
  environment = env;
  v8_isolate *isolate = sec3_node()->current_isolate();
  sec3_node()->set_strings_judge(isolate, judge_strings);
  sec3_node()->set_wasm_judge(isolate, judge_wasm);
}

void sec3_node_start_proof(void) {
  asked = (struct sec3_node_proof){ .strings = false };
  proving = true;
}

struct sec3_node_proof sec3_node_end_proof(void) {
  proving = false;
  return asked;
}

void sec3_node_permit_wasm(bool permit) {
  wasm_permitted = permit;
}
