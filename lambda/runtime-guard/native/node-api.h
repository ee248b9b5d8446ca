/* The part of Node-API and of V8 that the guard uses, found at run time, without their headers. */
#ifndef SEC3_NODE_API_H
#define SEC3_NODE_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A v8::Local is one pointer, and the same as a napi_value. */
typedef struct napi_env *napi_env;
typedef struct napi_info *napi_info;
typedef struct napi_value *napi_value;
typedef struct napi_scope *napi_scope;
typedef struct v8_isolate v8_isolate;
typedef napi_value napi_callback(napi_env env, napi_info info);

/* v8::ModifyCodeGenerationFromStringsResult */
typedef struct {
  bool allowed;
  napi_value modified_source;
} v8_strings_verdict;
typedef v8_strings_verdict v8_strings_judge(napi_value context, napi_value source, bool is_code_like);
typedef bool v8_wasm_judge(napi_value context, napi_value source);
typedef napi_value v8_stack_judge(napi_value context, napi_value error, napi_value sites);

/* v8::FunctionCallback */
typedef void v8_callback(const void *info);

/* v8::Location */
typedef struct {
  int line, column; /* from 0 */
} v8_location;

/* Functions of the stable ABI, and functions of V8 and Node.js by their mangled names. Node.js 20 to 26 have the same names, except for one function with two. */
/* clang-format off */
#define SEC3_NODE_API(X) \
  X(int, create_function, "napi_create_function", (napi_env, const char *, size_t, napi_callback *, void *, napi_value *)) \
  X(int, set_named_property, "napi_set_named_property", (napi_env, napi_value, const char *, napi_value)) \
  X(int, get_cb_info, "napi_get_cb_info", (napi_env, napi_info, size_t *, napi_value *, napi_value *, void **)) \
  X(int, create_string, "napi_create_string_utf8", (napi_env, const char *, size_t, napi_value *)) \
  X(int, get_string, "napi_get_value_string_utf8", (napi_env, napi_value, char *, size_t, size_t *)) \
  X(int, create_latin1, "napi_create_string_latin1", (napi_env, const char *, size_t, napi_value *)) \
  X(int, create_buffer, "napi_create_buffer_copy", (napi_env, size_t, const void *, void **, napi_value *)) \
  X(int, get_boolean, "napi_get_boolean", (napi_env, bool, napi_value *)) \
  X(int, create_array, "napi_create_array", (napi_env, napi_value *)) \
  X(int, get_array_length, "napi_get_array_length", (napi_env, napi_value, uint32_t *)) \
  X(int, get_element, "napi_get_element", (napi_env, napi_value, uint32_t, napi_value *)) \
  X(int, set_element, "napi_set_element", (napi_env, napi_value, uint32_t, napi_value)) \
  X(int, get_named_property, "napi_get_named_property", (napi_env, napi_value, const char *, napi_value *)) \
  X(int, get_global, "napi_get_global", (napi_env, napi_value *)) \
  X(int, call_function, "napi_call_function", (napi_env, napi_value, napi_value, size_t, const napi_value *, napi_value *)) \
  X(int, clear_exception, "napi_get_and_clear_last_exception", (napi_env, napi_value *)) \
  X(int, get_int32, "napi_get_value_int32", (napi_env, napi_value, int32_t *)) \
  X(int, get_bool, "napi_get_value_bool", (napi_env, napi_value, bool *)) \
  X(int, get_view, "napi_get_typedarray_info", (napi_env, napi_value, int *, size_t *, void **, napi_value *, size_t *)) \
  X(int, get_buffer, "napi_get_arraybuffer_info", (napi_env, napi_value, void **, size_t *)) \
  X(int, add_cleanup, "napi_add_env_cleanup_hook", (napi_env, void (*)(void *), void *)) \
  X(int, open_handle_scope, "napi_open_handle_scope", (napi_env, napi_scope *)) \
  X(int, close_handle_scope, "napi_close_handle_scope", (napi_env, napi_scope)) \
  X(v8_isolate *, current_isolate, "_ZN2v87Isolate13TryGetCurrentEv", (void)) \
  X(napi_value, current_context, "_ZN2v87Isolate17GetCurrentContextEv", (v8_isolate *)) \
  X(napi_value, new_function, "_ZN2v88Function3NewENS_5LocalINS_7ContextEEEPFvRKNS_20FunctionCallbackInfoINS_5ValueEEEENS1_IS5_EEiNS_19ConstructorBehaviorENS_14SideEffectTypeE|" \
                              "_ZN2v88Function3NewENS_5LocalINS_7ContextEEEPFvRKNS_20FunctionCallbackInfoINS_5ValueEEEENS1_INS_4DataEEEiNS_19ConstructorBehaviorENS_14SideEffectTypeE", \
    (napi_value, v8_callback *, napi_value, int, int, int)) \
  X(void, internal_binding, "_ZN4node7binding18GetInternalBindingERKN2v820FunctionCallbackInfoINS1_5ValueEEE", (const void *)) \
  X(void, set_strings_judge, "_ZN2v87Isolate42SetModifyCodeGenerationFromStringsCallbackEPFNS_37ModifyCodeGenerationFromStringsResultENS_5LocalINS_7ContextEEENS2_INS_5ValueEEEbE", \
    (v8_isolate *, v8_strings_judge *)) \
  X(v8_strings_verdict, node_strings_judge, "_ZN4node31ModifyCodeGenerationFromStringsEN2v85LocalINS0_7ContextEEENS1_INS0_5ValueEEEb", (napi_value, napi_value, bool)) \
  X(void, set_strings_error, "_ZN2v87Context43SetErrorMessageForCodeGenerationFromStringsENS_5LocalINS_6StringEEE", (napi_value, napi_value)) \
  X(void, set_wasm_judge, "_ZN2v87Isolate34SetAllowWasmCodeGenerationCallbackEPFbNS_5LocalINS_7ContextEEENS1_INS_6StringEEEE", (v8_isolate *, v8_wasm_judge *)) \
  X(bool, node_wasm_judge, "_ZN4node31AllowWasmCodeGenerationCallbackEN2v85LocalINS0_7ContextEEENS1_INS0_6StringEEE", (napi_value, napi_value)) \
  X(void, set_wasm_error, "_ZN2v87Context36SetErrorMessageForWasmCodeGenerationENS_5LocalINS_6StringEEE", (napi_value, napi_value)) \
  X(void, set_stack_judge, "_ZN2v87Isolate28SetPrepareStackTraceCallbackEPFNS_10MaybeLocalINS_5ValueEEENS_5LocalINS_7ContextEEENS4_IS2_EENS4_INS_5ArrayEEEE", \
    (v8_isolate *, v8_stack_judge *)) \
  X(napi_value, node_stack_judge, "_ZN4node25PrepareStackTraceCallbackEN2v85LocalINS0_7ContextEEENS1_INS0_5ValueEEENS1_INS0_5ArrayEEE", (napi_value, napi_value, napi_value)) \
  X(napi_value, stack_trace, "_ZN2v810StackTrace17CurrentStackTraceEPNS_7IsolateEiNS0_17StackTraceOptionsE", (v8_isolate *, int, int)) \
  X(int, stack_length, "_ZNK2v810StackTrace13GetFrameCountEv", (napi_value)) \
  X(napi_value, stack_frame, "_ZNK2v810StackTrace8GetFrameEPNS_7IsolateEj", (napi_value, v8_isolate *, unsigned)) \
  X(napi_value, frame_source, "_ZNK2v810StackFrame15GetScriptSourceEv", (napi_value)) \
  X(napi_value, frame_script, "_ZNK2v810StackFrame13GetScriptNameEv", (napi_value)) \
  X(napi_value, frame_function, "_ZNK2v810StackFrame15GetFunctionNameEv", (napi_value)) \
  X(v8_location, frame_location, "_ZNK2v810StackFrame11GetLocationEv", (napi_value))
/* clang-format on */

struct sec3_node {
#define SEC3_ENTRY(type, name, symbol, arguments) type(*name) arguments;
  SEC3_NODE_API(SEC3_ENTRY)
#undef SEC3_ENTRY
};

/* Finds all functions. Returns false if this Node.js lacks a symbol, which is then in `missing`. */
bool sec3_node_find(const char **missing);

/* The functions found. Only for callbacks of Node.js. */
const struct sec3_node *sec3_node(void);

/* Gets the arguments of a call from JavaScript; missing ones are undefined. */
void sec3_node_arguments(napi_env env, napi_info info, napi_value *arguments, size_t count);

/* Gets a string as UTF-8, cut to the size; false (and "") for anything else. */
bool sec3_node_text(napi_env env, napi_value value, char *text, size_t size);

/* Creates a boolean of JavaScript. */
napi_value sec3_node_boolean(napi_env env, bool value);

#endif
