/* The part of the Python/C API that the guard uses, found at run time, without Python's headers. */
#ifndef SEC3_PYTHON_API_H
#define SEC3_PYTHON_API_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct py_object py_object;
typedef int py_audit_hook(const char *event, py_object *arguments, void *data);

/* Functions that Python 3.10 and later export, with their signatures. As used here, none of them runs code written in Python. */
#define SEC3_PYTHON_API(X) \
  X(int, PySys_AddAuditHook, (py_audit_hook * hook, void *data)) \
  X(const char *, Py_GetVersion, (void)) \
  X(void, Py_IncRef, (py_object *)) \
  X(void, Py_DecRef, (py_object *)) \
  X(py_object *, PyObject_Type, (py_object *)) \
  X(unsigned long, PyType_GetFlags, (py_object *)) \
  X(py_object *, PyObject_GetAttrString, (py_object *, const char *)) \
  X(ssize_t, PyTuple_Size, (py_object *)) \
  X(py_object *, PyTuple_GetItem, (py_object *, ssize_t)) \
  X(ssize_t, PyDict_Size, (py_object *)) \
  X(int, PyDict_Next, (py_object *, ssize_t *, py_object **, py_object **)) \
  X(py_object *, PyDict_GetItem, (py_object *, py_object *)) \
  X(py_object *, PyDict_GetItemString, (py_object *, const char *)) \
  X(py_object *, PyMapping_GetItemString, (py_object *, const char *)) \
  X(py_object *, PyImport_GetModuleDict, (void)) \
  X(py_object *, PyModule_GetDict, (py_object *)) \
  X(const char *, PyUnicode_AsUTF8AndSize, (py_object *, ssize_t *)) \
  X(py_object *, PyUnicode_EncodeFSDefault, (py_object *)) \
  X(py_object *, PyUnicode_DecodeFSDefault, (const char *)) \
  X(py_object *, PyBytes_FromStringAndSize, (const char *, ssize_t)) \
  X(int, PyBytes_AsStringAndSize, (py_object *, char **, ssize_t *)) \
  X(long, PyLong_AsLong, (py_object *)) \
  X(void, PyErr_Clear, (void)) \
  X(void, PyErr_Fetch, (py_object **, py_object **, py_object **)) \
  X(void, PyErr_Restore, (py_object *, py_object *, py_object *)) \
  X(void, PyErr_SetString, (py_object *, const char *)) \
  X(void, PyErr_SetObject, (py_object *, py_object *)) \
  X(py_object *, Py_BuildValue, (const char *, ...)) \
  X(void *, PyCFunction_GetFunction, (py_object *)) \
  X(py_object *, PyCode_NewEmpty, (const char *, const char *, int)) \
  X(int, PyGC_Disable, (void)) \
  X(int, PyGC_Enable, (void)) \
  X(py_object *, PyEval_GetFrame, (void)) \
  X(py_object *, PyFrame_GetCode, (py_object *)) \
  X(py_object *, PyFrame_GetBack, (py_object *)) \
  X(int, PyFrame_GetLineNumber, (py_object *))

struct sec3_python {
#define SEC3_ENTRY(type, name, arguments) type(*name) arguments;
  SEC3_PYTHON_API(SEC3_ENTRY)
#undef SEC3_ENTRY
  py_object **PyExc_PermissionError, **PyExc_ImportError, **PyExc_SyntaxError;
  py_object *PyUnicode_Type, *PyBytes_Type, *PyLong_Type, *PyBool_Type, *PyFunction_Type, *PyCode_Type, *PyModule_Type, *_Py_NoneStruct;
};

/* Finds all functions; null if this process has no Python, or if its Python lacks one of them. */
const struct sec3_python *sec3_python_find(void);

/* The functions found. Only for code that the audit hook calls. */
const struct sec3_python *sec3_python(void);

/* Whether this process has a Python interpreter (whose version, such as "3.12.4", is then in `version`). Safe before Py_Initialize. */
bool sec3_python_present(char *version, size_t size);

enum py_kind { PY_OTHER, PY_TEXT, PY_BYTES, PY_NUMBER };
enum py_kind sec3_python_kind(py_object *object);

/* Whether an object is of exactly this type. An object of a derived type could run its own code unexpectedly. */
bool sec3_python_is(py_object *object, py_object *type);

/* Returns an attribute of an object, which the caller then owns; null, without an error set, if there is none. */
py_object *sec3_python_attribute(py_object *object, const char *name);

enum { SEC3_MAX_FILE = 512 };

/* Gets a str, bytes or number as text, cut to the size; false (and "") for anything else. File names that are not UTF-8 are kept. */
bool sec3_python_text(py_object *object, char *text, size_t size);

#endif
