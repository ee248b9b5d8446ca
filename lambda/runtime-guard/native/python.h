/* What the files of the Python layer share: the part of the Python/C API that they use, found at run time, without Python's headers. */
#ifndef SEC3_PYTHON_H
#define SEC3_PYTHON_H

#include "guard.h"

#include <sys/types.h>

typedef struct py_object py_object;
typedef int py_audit_hook(const char *event, py_object *arguments, void *data);

/* Functions that every Python from 3.9 on exports, under these signatures. None of them runs code written in Python. */
#define SEC3_PYTHON_API(X)                                                              \
  X(int, PySys_AddAuditHook, (py_audit_hook * hook, void *data))                        \
  X(const char *, Py_GetVersion, (void))                                                \
  X(void, Py_DecRef, (py_object *))                                                     \
  X(py_object *, PyObject_Type, (py_object *))                                          \
  X(unsigned long, PyType_GetFlags, (py_object *))                                      \
  X(py_object *, PyObject_GetAttrString, (py_object *, const char *))                   \
  X(ssize_t, PyTuple_Size, (py_object *))                                               \
  X(py_object *, PyTuple_GetItem, (py_object *, ssize_t))                               \
  X(py_object *, PyDict_GetItemString, (py_object *, const char *))                     \
  X(const char *, PyUnicode_AsUTF8AndSize, (py_object *, ssize_t *))                    \
  X(py_object *, PyUnicode_EncodeFSDefault, (py_object *))                              \
  X(int, PyBytes_AsStringAndSize, (py_object *, char **, ssize_t *))                    \
  X(long, PyLong_AsLong, (py_object *))                                                 \
  X(void, PyErr_Clear, (void))                                                          \
  X(void, PyErr_SetString, (py_object *, const char *))                                 \
  X(py_object *, PyErr_SetFromErrnoWithFilename, (py_object *, const char *))           \
  X(py_object *, PyEval_GetFrame, (void))                                               \
  X(py_object *, PyEval_GetGlobals, (void))                                             \
  X(py_object *, PyFrame_GetCode, (py_object *))                                        \
  X(py_object *, PyFrame_GetBack, (py_object *))                                        \
  X(int, PyFrame_GetLineNumber, (py_object *))

struct sec3_python {
#define SEC3_ENTRY(type, name, arguments) type(*name) arguments;
  SEC3_PYTHON_API(SEC3_ENTRY)
#undef SEC3_ENTRY
  py_object **PyExc_OSError, **PyExc_ImportError;
};

/* Null where this process has no Python, or one that lacks something. */
const struct sec3_python *sec3_python(void);

enum py_kind { PY_OTHER, PY_TEXT, PY_BYTES, PY_NUMBER };
enum py_kind sec3_python_kind(py_object *object);

enum { SEC3_MAX_FILE = 512 };

/* A str, bytes or number as text, cut to the size; false (and "") for anything else. File names that are no UTF-8 are kept. */
bool sec3_python_text(py_object *object, char *text, size_t size);

/* ---- python-frames.c ---- */

struct sec3_frame {
  char function[64];
  char file[SEC3_MAX_FILE];
  int line;
};

/* The frames that run on this thread, innermost first, at most `limit`. */
size_t sec3_python_frames(struct sec3_frame *frames, size_t limit);

/* The innermost frame outside of the standard library, else the innermost, as "function (file:line)"; "" without any. */
void sec3_python_stack(char *stack, size_t size);

/* ---- python-reads.c ---- */

/* Whether the file that is about to be opened is read by the import system, for the first time, or for a traceback that is only reported. */
bool sec3_python_reads_by_right(const char *path);

/* Keeps in mind a module that the import system reads before the start. */
void sec3_python_read_early(const char *path);

/* ---- python-code.c ---- */

/* Keeps in mind which file of compiled code this thread opened last. */
void sec3_python_opened(const char *path);

/* Whether source that is compiled is the content of a deployed file, or of a kind that the standard library makes and checks itself. */
bool sec3_python_source_is_known(py_object *source, py_object *file);

/* Whether compiled code is that of the deployed file that this thread opened last, or of a module that Python itself brings. */
bool sec3_python_compiled_is_known(py_object *code);

/* Whether a path lies in a folder of the standard library. */
bool sec3_python_is_standard(const char *file);

/* Whether a path lies where only a deployment writes: the function's code, layers, the runtime, the system. */
bool sec3_python_is_deployed(const char *real_path);

#endif
