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
  api.PyExc_OSError = dlsym(RTLD_DEFAULT, "PyExc_OSError");
  api.PyExc_ImportError = dlsym(RTLD_DEFAULT, "PyExc_ImportError");
  return complete && api.PyExc_OSError && api.PyExc_ImportError ? &api : NULL;
}

bool sec3_python_present(char *version, size_t size) {
  const char *(*get_version)(void) = (const char *(*)(void))dlsym(RTLD_DEFAULT, "Py_GetVersion");
  if (!get_version || !dlsym(RTLD_DEFAULT, "Py_BytesMain")) return false;
  const char *text = get_version();
  snprintf(version, size, "%.*s", (int)strcspn(text, " "), text);
  return true;
}

/* The bits of a type that say which built-in type it derives from; part of the stable ABI. */
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
