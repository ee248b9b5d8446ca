/* dynamicCode: V8's callbacks for code from strings and WebAssembly. */
#ifndef SEC3_NODE_CODE_H
#define SEC3_NODE_CODE_H

#include "node-api.h"

/* Registers the callbacks for code from strings and WebAssembly, for all contexts of this thread. */
void sec3_node_judge_code(napi_env env);

/* Between the two calls, the callbacks are recorded and deny, without an event. The second call returns which callbacks V8 called. */
void sec3_node_start_proof(void);
struct sec3_node_proof {
  bool strings, wasm;
} sec3_node_end_proof(void);

/* Permits the next WebAssembly module of this thread to be compiled. */
void sec3_node_permit_wasm(bool permit);

#endif
