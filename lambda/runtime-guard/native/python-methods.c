/*
 * Functions of Python that the guard replaces, because their audit events do not have enough information: what compile does with a
 * text, and what changes in a code object. Their entries in Python's own tables are replaced; all function objects point to these.
 */
#include "python-methods.h"
#include "python-api.h"
#include "python-late.h"

#include <string.h>

typedef py_object *function(py_object *self, py_object *const *arguments, ssize_t count, py_object *names);

/* PyMethodDef; its layout is part of the stable ABI. */
struct entry {
  const char *name;
  function *call;
  int flags;
  const char *documentation;
};

enum { FAST_WITH_KEYWORDS = 0x82, PyCF_ONLY_AST = 0x400, CO_ITERABLE_COROUTINE = 0x100 };

static function *real_compile, *real_replace;
static __thread bool permitted;

bool sec3_python_makes_no_code(void) {
  bool result = permitted;
  permitted = false;
  return result;
}

/*
 * Calls a function whose next audit event is permitted. No Python code may run before that event, so the garbage collector
 * is disabled until then.
 */
static py_object *call_permitted(function *call, py_object *self, py_object *const *arguments, ssize_t count, py_object *names) {
  const struct sec3_python *py = sec3_python();
  int collects = py->PyGC_Disable();
  permitted = true;
  py_object *result = call(self, arguments, count, names);
  permitted = false;
  if (collects) py->PyGC_Enable();
  return result;
}

static bool is_named(py_object *names, ssize_t index, const char *wanted) {
  ssize_t length;
  const char *name = sec3_python()->PyUnicode_AsUTF8AndSize(sec3_python()->PyTuple_GetItem(names, index), &length);
  return name && strcmp(name, wanted) == 0;
}

/* ---- compile(source, filename, mode, flags, ...) ---- */

static bool is_plain(py_object *object) {
  const struct sec3_python *py = sec3_python();
  return sec3_python_is(object, py->PyUnicode_Type) || sec3_python_is(object, py->PyBytes_Type) || sec3_python_is(object, py->PyLong_Type) ||
         sec3_python_is(object, py->PyBool_Type);
}

static bool only_parses(py_object *const *arguments, ssize_t count, py_object *names) {
  const struct sec3_python *py = sec3_python();
  ssize_t named = names ? py->PyTuple_Size(names) : 0;
  enum { FLAGS = 3 };
  py_object *flags = count > FLAGS ? arguments[FLAGS] : NULL;
  for (ssize_t i = 0; i < count + named; i++) {
    if (!is_plain(arguments[i])) return false;
    if (i >= count && is_named(names, i - count, "flags")) flags = arguments[i];
  }
  bool parses = flags && sec3_python_is(flags, py->PyLong_Type) && py->PyLong_AsLong(flags) & PyCF_ONLY_AST;
  py->PyErr_Clear();
  return parses && count > 0;
}

/* Whether the call compiles as the import system does: without the flag for a syntax tree, which would show the text. */
static bool only_compiles(py_object *const *arguments, ssize_t count, py_object *names) {
  enum { SOURCE_FILE_MODE = 3 };
  ssize_t named = names ? sec3_python()->PyTuple_Size(names) : 0;
  for (ssize_t i = 0; i < named; i++) {
    if (!is_named(names, i, "dont_inherit") && !is_named(names, i, "optimize")) return false;
  }
  for (ssize_t i = 1; i < count + named; i++) {
    if (!is_plain(arguments[i])) return false;
  }
  return count == SOURCE_FILE_MODE && named <= 2;
}

static py_object *compile_late(py_object *self, py_object *const *arguments, ssize_t count, py_object *names) {
  py_object *own[] = { sec3_python_late_text(arguments[1]), arguments[1], arguments[2], NULL, NULL };
  if (!own[0]) return NULL;
  ssize_t named = names ? sec3_python()->PyTuple_Size(names) : 0;
  for (ssize_t i = 0; i < named; i++) own[count + i] = arguments[count + i];
  py_object *result = call_permitted(real_compile, self, own, count, names);
  if (!result) sec3_python_hide_error(arguments[1]);
  sec3_python()->Py_DecRef(own[0]);
  return result;
}

static py_object *our_compile(py_object *self, py_object *const *arguments, ssize_t count, py_object *names) {
  if (only_parses(arguments, count, names)) return call_permitted(real_compile, self, arguments, count, names);
  if (only_compiles(arguments, count, names) && sec3_python_is_substitute(arguments[0])) return compile_late(self, arguments, count, names);
  py_object *result = real_compile(self, arguments, count, names);
  if (!result && count > 1) sec3_python_report_shown(arguments[0], arguments[1]);
  return result;
}

/* ---- code.replace(...) ---- */

/* Whether the call is that of types.coroutine, which asyncio uses. */
static bool only_marks(py_object *self, py_object *const *arguments, ssize_t count, py_object *names) {
  const struct sec3_python *py = sec3_python();
  bool one = count == 0 && names && py->PyTuple_Size(names) == 1 && is_named(names, 0, "co_flags");
  if (!one || !sec3_python_is(arguments[0], py->PyLong_Type)) return false;
  py_object *flags = sec3_python_attribute(self, "co_flags");
  bool marks = flags && py->PyLong_AsLong(arguments[0]) == (py->PyLong_AsLong(flags) | CO_ITERABLE_COROUTINE);
  if (flags) py->Py_DecRef(flags);
  py->PyErr_Clear();
  return marks;
}

static py_object *our_replace(py_object *self, py_object *const *arguments, ssize_t count, py_object *names) {
  if (!only_marks(self, arguments, count, names)) return real_replace(self, arguments, count, names);
  return call_permitted(real_replace, self, arguments, count, names);
}

/* ---- the tables of Python ---- */

/*
 * A function object points to its table entry at the same offset since Python 3.8, except in builds without the
 * interpreter's lock.
 */
static void exchange(py_object *object, size_t place, const char *name, function *ours, function **real) {
  struct entry *entry;
  memcpy(&entry, (const char *)object + place, sizeof entry);
  if (strcmp(entry->name, name) != 0 || entry->flags != FAST_WITH_KEYWORDS) return;
  *real = entry->call;
  entry->call = ours;
}

void sec3_python_substitute(void) {
  const struct sec3_python *py = sec3_python();
  enum { OF_FUNCTION = 16, OF_DESCRIPTOR = 40 };
  if (strstr(py->Py_GetVersion(), "free-threading")) return;
  py_object *builtins = py->PyDict_GetItemString(py->PyImport_GetModuleDict(), "builtins");
  py_object *compile = builtins ? sec3_python_attribute(builtins, "compile") : NULL;
  py_object *replace = sec3_python_attribute(py->PyCode_Type, "replace");
  if (compile && py->PyCFunction_GetFunction(compile)) exchange(compile, OF_FUNCTION, "compile", our_compile, &real_compile);
  if (replace) exchange(replace, OF_DESCRIPTOR, "replace", our_replace, &real_replace);
  if (compile) py->Py_DecRef(compile);
  if (replace) py->Py_DecRef(replace);
  py->PyErr_Clear();
}
