/* The module loader's files. */
#ifndef SEC3_NODE_FILES_H
#define SEC3_NODE_FILES_H

#include "node-api.h"

/* The program that the process was started with: deployed, wherever it is. The first call counts. */
void sec3_node_set_entry(const char *path);

/* Has the files of the function read by the module loader alone, by `sec3_node_read`, once the first invocation has come. */
void sec3_node_judge_reads(void);

enum sec3_node_form { SEC3_TEXT, SEC3_BYTES, SEC3_BASE64 };

/* What is in a file that came with the function, a layer or the runtime, judged by what was really opened; null for any other. */
napi_value sec3_node_read(napi_env env, const char *path, enum sec3_node_form form);

/* Bytes in base64. */
napi_value sec3_node_base64(napi_env env, const unsigned char *bytes, size_t length);

#endif
