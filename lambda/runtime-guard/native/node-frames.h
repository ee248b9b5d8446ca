/* The JavaScript code that is running. */
#ifndef SEC3_NODE_FRAMES_H
#define SEC3_NODE_FRAMES_H

#include "events.h"
#include "node-api.h"

#include <limits.h>

/* Adds the frame to native events of this thread. */
void sec3_node_start_frames(napi_env env);

/* Gets the nearest frame of the application on this thread, such as "send (/var/task/index.js:3:7)"; "" if there is none. */
void sec3_node_place(char *stack, size_t size);

/* Gets the real path of the nearest script other than those of Node.js and the guard; false if that is not a file, or if Node.js itself calls. */
bool sec3_node_file(char path[PATH_MAX]);

/* Writes a line for each of the innermost frames, nearest first, without those of the guard: the script, a tab, the function. */
napi_value sec3_node_callers(napi_env env, int depth);

/* Returns the text of the script that called the guard, if it is a script of Node.js; else null. */
napi_value sec3_node_builtin_source(napi_env env);

/* Whether a script is one of the guard's own. */
bool sec3_node_is_own(const char *script);

#endif
