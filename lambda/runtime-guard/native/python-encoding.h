/* In which encoding bytes say that they are, in their first two lines. */
#ifndef SEC3_PYTHON_ENCODING_H
#define SEC3_PYTHON_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether source says that it is in an encoding for which Python looks for a codec, which is code that others can change: what comes of the source is then
 * for them to say. Python decodes those itself that it always has.
 */
bool sec3_python_needs_codec(const char *source, size_t length);

#endif
