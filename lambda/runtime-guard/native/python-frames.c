/* The Python code that is running. */
#include "python-frames.h"
#include "deployed-files.h"

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

static void read_frame(py_object *frame, struct sec3_frame *result, py_object **code) {
  const struct sec3_python *py = sec3_python();
  *code = py->PyFrame_GetCode(frame);
  read_text(*code, "co_name", result->function, sizeof result->function);
  read_text(*code, "co_filename", result->file, sizeof result->file);
  result->line = py->PyFrame_GetLineNumber(frame);
}

void sec3_python_walk(sec3_python_visit *visit, void *data) {
  const struct sec3_python *py = sec3_python();
  py_object *frame = py->PyEval_GetFrame(), *owned = NULL;
  while (frame) {
    struct sec3_frame described;
    py_object *code;
    read_frame(frame, &described, &code);
    py_object *back = visit(&described, code, data) ? py->PyFrame_GetBack(frame) : NULL;
    py->Py_DecRef(code);
    if (owned) py->Py_DecRef(owned);
    frame = owned = back;
  }
}

static bool copy(const struct sec3_frame *frame, py_object *code, void *into) {
  (void)code;
  *(struct sec3_frame *)into = *frame;
  return false;
}

struct sec3_frame sec3_python_innermost(void) {
  struct sec3_frame frame = { .line = 0 };
  sec3_python_walk(copy, &frame);
  return frame;
}

static bool is_own(const struct sec3_frame *frame) {
  return strncmp(frame->file, "<frozen ", 8) != 0 && !sec3_is_standard(frame->file);
}

struct author {
  py_object *code;
  char *file;
};

static bool find_author(const struct sec3_frame *frame, py_object *code, void *data) {
  struct author *author = data;
  if (!is_own(frame)) return true;
  sec3_python()->Py_IncRef(code);
  author->code = code;
  memcpy(author->file, frame->file, sizeof frame->file);
  return false;
}

py_object *sec3_python_author(char file[SEC3_MAX_FILE]) {
  struct author author = { .code = NULL, .file = file };
  sec3_python_walk(find_author, &author);
  return author.code;
}

struct stack {
  char *text;
  size_t size;
  unsigned depth;
};

enum { MAX_DEPTH = 64 };

static bool name_frame(const struct sec3_frame *frame, py_object *code, void *data) {
  (void)code;
  struct stack *stack = data;
  bool own = is_own(frame);
  if (stack->depth == 0 || own) snprintf(stack->text, stack->size, "%s (%.160s:%d)", frame->function, frame->file, frame->line);
  return !own && ++stack->depth < MAX_DEPTH;
}

void sec3_python_stack(char *text, size_t size) {
  struct stack stack = { .text = text, .size = size };
  text[0] = '\0';
  sec3_python_walk(name_frame, &stack);
}
