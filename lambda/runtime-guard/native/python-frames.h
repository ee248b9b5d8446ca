/* The Python code that is running. */
#ifndef SEC3_PYTHON_FRAMES_H
#define SEC3_PYTHON_FRAMES_H

#include "python-api.h"

struct sec3_frame {
  char function[64];
  char file[SEC3_MAX_FILE];
  int line;
};

/* Calls `visit` for each frame of this thread, innermost first, until it returns false. */
typedef bool sec3_python_visit(const struct sec3_frame *frame, py_object *code, void *data);
void sec3_python_walk(sec3_python_visit *visit, void *data);

/* Returns the innermost frame; its file is "" if there is none. */
struct sec3_frame sec3_python_innermost(void);

/* Returns the code of the innermost frame outside of the standard library, with its file; null if there is none. The caller owns it. */
py_object *sec3_python_author(char file[SEC3_MAX_FILE]);

/* Gets the innermost frame outside of the standard library, else the innermost one, as "function (file:line)"; "" if there is none. */
void sec3_python_stack(char *stack, size_t size);

#endif
