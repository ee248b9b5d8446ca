/* The stacks of JavaScript errors. */
#ifndef SEC3_NODE_ERRORS_H
#define SEC3_NODE_ERRORS_H

#include "node-api.h"

/* Removes the guard's own frames from the stacks of errors, and adds the policy to errors that it causes. Call it once in each thread. */
void sec3_node_start_errors(napi_env env);

#endif
