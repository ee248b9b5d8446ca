/* Node.js's own ES modules. */
#ifndef SEC3_NODE_MODULES_H
#define SEC3_NODE_MODULES_H

#include "node-api.h"

/* The internal binding that has the class of ES modules; null where Node.js does not give it. */
napi_value sec3_node_module_binding(napi_env env);

#endif
