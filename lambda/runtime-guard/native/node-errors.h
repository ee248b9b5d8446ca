/* What errors of JavaScript tell. */
#ifndef SEC3_NODE_ERRORS_H
#define SEC3_NODE_ERRORS_H

#include "node-api.h"

/* Has the stacks of errors told without the guard's own frames, and with the policy where it is what the error comes from. Once in each thread. */
void sec3_node_start_errors(napi_env env);

#endif
