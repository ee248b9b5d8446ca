/* Which JavaScript is running. */
#ifndef SEC3_NODE_FRAMES_H
#define SEC3_NODE_FRAMES_H

#include "events.h"
#include "node-api.h"

#include <limits.h>

/* Has native events of this thread tell their frame. */
void sec3_node_start_frames(napi_env env);

/* The nearest frame of the application on this thread, such as "send (/var/task/index.js:3:7)"; "" if there is none. */
void sec3_node_place(char *stack, size_t size);

/* The file of the nearest script that is neither Node.js's nor the guard's, by its real path; false where it is none, or Node.js itself calls. */
bool sec3_node_file(char path[PATH_MAX]);

/* A line for each frame of others than the guard among the innermost, nearest first: the script, a tab, the function. */
napi_value sec3_node_callers(napi_env env, int depth);

/* The text of the script that has called the guard, if that is one of Node.js itself; else null. */
napi_value sec3_node_builtin_source(napi_env env);

/* Whether a script is one of the guard's own. */
bool sec3_node_is_own(const char *script);

#endif
