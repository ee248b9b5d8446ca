/* dynamicCode, as V8 asks about it. */
#ifndef SEC3_NODE_CODE_H
#define SEC3_NODE_CODE_H

#include "node-api.h"

/* Has V8 ask about code from strings and WebAssembly, in all contexts of this thread, from now on. */
void sec3_node_judge_code(napi_env env);

/* Between the two, V8's questions are recorded, and answered with no, without an event. The second gives which have come. */
void sec3_node_start_proof(void);
struct sec3_node_proof {
  bool strings, wasm;
} sec3_node_end_proof(void);

/* Lets the next WebAssembly module of this thread be compiled. */
void sec3_node_permit_wasm(bool permit);

#endif
