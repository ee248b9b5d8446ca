/* Which JavaScript is running. */
#ifndef SEC3_NODE_FRAMES_H
#define SEC3_NODE_FRAMES_H

#include "events.h"
#include "node-api.h"

/* Has native events of this thread tell their frame, and takes the guard's own frames out of the stacks of errors. */
void sec3_node_start_frames(napi_env env);

/* The text of the script that has called the guard, if that is one of Node.js itself; else null. */
napi_value sec3_node_builtin_source(napi_env env);

#endif
