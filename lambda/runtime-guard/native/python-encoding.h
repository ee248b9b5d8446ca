/* The encoding that source declares in its first two lines. */
#ifndef SEC3_PYTHON_ENCODING_H
#define SEC3_PYTHON_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether source declares an encoding that Python decodes with a registered codec. Other code can change codecs, and so the
 * decoded text. Python decodes UTF-8, Latin 1 and ASCII without a codec.
 */
bool sec3_python_needs_codec(const char *source, size_t length);

#endif
