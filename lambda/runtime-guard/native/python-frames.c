/* Which Python code is running: for the stack in events, and to tell the import system from everybody else. */
#include "python.h"

#include <stdio.h>
#include <string.h>

static void read_text(py_object *owner, const char *attribute, char *text, size_t size) {
  const struct sec3_python *py = sec3_python();
  py_object *value = py->PyObject_GetAttrString(owner, attribute);
  text[0] = '\0';
  if (value) {
    sec3_python_text(value, text, size);
    py->Py_DecRef(value);
  }
  py->PyErr_Clear();
}

static void read_frame(py_object *frame, struct sec3_frame *result) {
  const struct sec3_python *py = sec3_python();
  py_object *code = py->PyFrame_GetCode(frame);
  read_text(code, "co_name", result->function, sizeof result->function);
  read_text(code, "co_filename", result->file, sizeof result->file);
  py->Py_DecRef(code);
  result->line = py->PyFrame_GetLineNumber(frame);
}

/* Calls `visit` for each frame, innermost first, until it returns false. */
static void walk(bool (*visit)(const struct sec3_frame *frame, void *data), void *data) {
  const struct sec3_python *py = sec3_python();
  py_object *frame = py->PyEval_GetFrame(), *owned = NULL;
  while (frame) {
    struct sec3_frame told;
    read_frame(frame, &told);
    py_object *back = visit(&told, data) ? py->PyFrame_GetBack(frame) : NULL;
    if (owned) py->Py_DecRef(owned);
    frame = owned = back;
  }
}

struct frames {
  struct sec3_frame *frames;
  size_t count, limit;
};

static bool collect(const struct sec3_frame *frame, void *data) {
  struct frames *into = data;
  into->frames[into->count++] = *frame;
  return into->count < into->limit;
}

size_t sec3_python_frames(struct sec3_frame *frames, size_t limit) {
  struct frames into = { .frames = frames, .limit = limit };
  walk(collect, &into);
  return into.count;
}

struct stack {
  char *text;
  size_t size;
  unsigned depth;
};

enum { MAX_DEPTH = 64 };

static bool name_frame(const struct sec3_frame *frame, void *data) {
  struct stack *stack = data;
  bool own = strncmp(frame->file, "<frozen ", 8) != 0 && !sec3_python_is_standard(frame->file);
  if (stack->depth == 0 || own) snprintf(stack->text, stack->size, "%s (%.160s:%d)", frame->function, frame->file, frame->line);
  return !own && ++stack->depth < MAX_DEPTH;
}

void sec3_python_stack(char *text, size_t size) {
  struct stack stack = { .text = text, .size = size };
  text[0] = '\0';
  walk(name_frame, &stack);
}

static bool is_frame(const struct sec3_frame *frame, const char *file, const char *function) {
  return strcmp(frame->file, file) == 0 && strcmp(frame->function, function) == 0;
}

bool sec3_python_importing(void) {
  static const char external[] = "<frozen importlib._bootstrap_external>", bootstrap[] = "<frozen importlib._bootstrap>";
  struct sec3_frame frames[4];
  return sec3_python_frames(frames, 4) == 4 && is_frame(&frames[0], external, "get_data") && is_frame(&frames[1], external, "get_code") &&
         is_frame(&frames[2], external, "exec_module") && is_frame(&frames[3], bootstrap, "_load_unlocked");
}
