/* The interpreter, found in the process. */
#include "python-api.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static struct sec3_python api;

const struct sec3_python *sec3_python(void) {
  return &api;
}

const struct sec3_python *sec3_python_find(void) {
  bool complete = true;
#define SEC3_ENTRY(type, name, arguments) \
  api.name = (type(*) arguments)dlsym(RTLD_DEFAULT, #name); \
  complete = complete && api.name;
  SEC3_PYTHON_API(SEC3_ENTRY)
#undef SEC3_ENTRY
#define SEC3_DATA(name) complete = (api.name = dlsym(RTLD_DEFAULT, #name)) && complete;
  SEC3_DATA(PyExc_PermissionError)
  SEC3_DATA(PyExc_ImportError)
  SEC3_DATA(PyExc_SyntaxError)
  SEC3_DATA(PyUnicode_Type)
  SEC3_DATA(PyBytes_Type)
  SEC3_DATA(PyLong_Type)
  SEC3_DATA(PyBool_Type)
  SEC3_DATA(PyFunction_Type)
  SEC3_DATA(PyCode_Type)
  SEC3_DATA(PyModule_Type)
  SEC3_DATA(_Py_NoneStruct)
#undef SEC3_DATA
  return complete ? &api : NULL;
}

bool sec3_python_present(char *version, size_t size) {
  const char *(*get_version)(void) = (const char *(*)(void))dlsym(RTLD_DEFAULT, "Py_GetVersion");
  if (!get_version || !dlsym(RTLD_DEFAULT, "Py_BytesMain")) return false;
  const char *text = get_version();
  snprintf(version, size, "%.*s", (int)strcspn(text, " "), text);
  return true;
}

bool sec3_python_is(py_object *object, py_object *type) {
  py_object *own = api.PyObject_Type(object);
  api.Py_DecRef(own);
  return own == type;
}

py_object *sec3_python_attribute(py_object *object, const char *name) {
  py_object *value = api.PyObject_GetAttrString(object, name);
  if (!value) api.PyErr_Clear();
  return value;
}

/* The flags of a type for the built-in type that it derives from; part of the stable ABI. */
enum py_kind sec3_python_kind(py_object *object) {
  py_object *type = api.PyObject_Type(object);
  unsigned long flags = api.PyType_GetFlags(type);
  api.Py_DecRef(type);
  if (flags & (1ul << 28)) return PY_TEXT;
  if (flags & (1ul << 27)) return PY_BYTES;
  return flags & (1ul << 24) ? PY_NUMBER : PY_OTHER;
}

static bool bytes_text(py_object *bytes, char *text, size_t size) {
  char *content;
  ssize_t length;
  if (api.PyBytes_AsStringAndSize(bytes, &content, &length) != 0) return false;
  size_t kept = (size_t)length < size ? (size_t)length : size - 1;
  memcpy(text, content, kept);
  text[kept] = '\0';
  return true;
}

bool sec3_python_text(py_object *object, char *text, size_t size) {
  text[0] = '\0';
  enum py_kind kind = object ? sec3_python_kind(object) : PY_OTHER;
  bool done = false;
  if (kind == PY_BYTES) {
    done = bytes_text(object, text, size);
  } else if (kind == PY_NUMBER) {
    snprintf(text, size, "%ld", api.PyLong_AsLong(object));
    done = true;
  } else if (kind == PY_TEXT) {
    py_object *bytes = api.PyUnicode_EncodeFSDefault(object);
    done = bytes && bytes_text(bytes, text, size);
    if (bytes) api.Py_DecRef(bytes);
  }
  api.PyErr_Clear();
  return done;
}
