/* The Python code that is running. */
#ifndef SEC3_PYTHON_FRAMES_H
#define SEC3_PYTHON_FRAMES_H

#include "python-api.h"

struct sec3_frame {
  char function[64];
  char file[SEC3_MAX_FILE];
  int line;
};

/* Gets at most `limit` frames of this thread, innermost first. */
size_t sec3_python_frames(struct sec3_frame *frames, size_t limit);

/* Returns the code of the innermost frame outside of the standard library, with its file; null if there is none. The caller owns it. */
py_object *sec3_python_author(char file[SEC3_MAX_FILE]);

/* Gets the innermost frame outside of the standard library, else the innermost one, as "function (file:line)"; "" if there is none. */
void sec3_python_stack(char *stack, size_t size);

#endif
