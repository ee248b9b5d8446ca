/* The implementation of ES modules in Node.js. */
#ifndef SEC3_NODE_MODULES_H
#define SEC3_NODE_MODULES_H

#include "node-api.h"

/* Returns the internal binding with the class of ES modules; null if Node.js does not provide it. */
napi_value sec3_node_module_binding(napi_env env);

#endif
