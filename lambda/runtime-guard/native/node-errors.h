/* What errors of JavaScript tell. */
#ifndef SEC3_NODE_ERRORS_H
#define SEC3_NODE_ERRORS_H

#include "node-api.h"

/* Makes the stacks of errors leave out the guard's own frames, and name the policy where an error comes from it. Once in each thread. */
void sec3_node_start_errors(napi_env env);

#endif
