/* Which Python code is running. */
#ifndef SEC3_PYTHON_FRAMES_H
#define SEC3_PYTHON_FRAMES_H

#include "python-api.h"

struct sec3_frame {
  char function[64];
  char file[SEC3_MAX_FILE];
  int line;
};

/* The frames that run on this thread, innermost first, at most `limit`. */
size_t sec3_python_frames(struct sec3_frame *frames, size_t limit);

/* The code of the innermost frame outside of the standard library, with its file; null if there is none. The caller owns it. */
py_object *sec3_python_author(char file[SEC3_MAX_FILE]);

/* The innermost frame outside of the standard library, else the innermost, as "function (file:line)"; "" without any. */
void sec3_python_stack(char *stack, size_t size);

#endif
