/* Files that the module loader reads. */
#ifndef SEC3_NODE_FILES_H
#define SEC3_NODE_FILES_H

#include "node-api.h"

/* Sets the program that the process was started with. It counts as deployed, in any folder. Only the first call has an effect. */
void sec3_node_set_entry(const char *path);

/* Lets only the module loader read files of the function, through `sec3_node_read`, once the first invocation has arrived. */
void sec3_node_judge_reads(void);

enum sec3_node_form { SEC3_TEXT, SEC3_BYTES, SEC3_BASE64 };

/* Returns the content of a file of the function, a layer or the runtime; null for any other. The opened file is checked, not its path. */
napi_value sec3_node_read(napi_env env, const char *path, enum sec3_node_form form);

/* Encodes bytes in base64. */
napi_value sec3_node_base64(napi_env env, const unsigned char *bytes, size_t length);

#endif
