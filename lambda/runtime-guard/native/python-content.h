/* Compares the text to compile with deployed files. */
#ifndef SEC3_PYTHON_CONTENT_H
#define SEC3_PYTHON_CONTENT_H

#include "python-api.h"

struct sec3_content {
  const char *bytes;
  size_t length;
};

/* Gets the bytes of an object, or a text as UTF-8, valid as long as the object exists; false for anything else. */
bool sec3_content_of(py_object *object, struct sec3_content *content);

/* Whether a deployed file has exactly this content from an offset on. */
bool sec3_is_content_of_file(struct sec3_content rest, const char *path, off_t offset);

#endif
