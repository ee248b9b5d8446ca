/*
 * Python's import system. It is written in Python, so code can replace or derive from all of its parts. Its functions are recognized by their code
 * objects from before any code of the function ran, and not by names. Before it gets a compiled module, or under `alert` a text, all parts that
 * handle it are compared with their original state.
 */
#include "python-importer.h"
#include "python-api.h"

#include <string.h>

/* The original value of an entry of a module (null: there was none) or of an attribute of a class; for a function, also its code. */
struct part {
  py_object *dictionary; /* null: an attribute of `owner` */
  py_object *owner;
  const char *attribute;
  py_object *key, *value, *code;
};

enum { MAX_PARTS = 2048, CHAIN = 4 };

/* Modules whose entries the import system uses. Replaced classes could change the entries. */
static const char *const MODULES[] = { "_frozen_importlib", "_frozen_importlib_external", "builtins", "marshal", "_imp", "_io", "posix", "sys" };
enum { MODULE_COUNT = sizeof MODULES / sizeof *MODULES };
static py_object *modules[MODULE_COUNT];

static struct part parts[MAX_PARTS];
static size_t part_count;
static bool known;

/* The functions on the stack while a module is read, innermost first. The second is one of two. */
static py_object *chain[CHAIN], *sourceless;
static py_object *loaders[2];

/* ---- the original state ---- */

enum { BOOTSTRAP, EXTERNAL, BUILTINS, SYSTEM = MODULE_COUNT - 1 };

static py_object *module_names(size_t module) {
  return modules[module] ? sec3_python()->PyModule_GetDict(modules[module]) : NULL;
}

static py_object *module_entry(size_t module, const char *name) {
  py_object *names = module_names(module);
  return names ? sec3_python()->PyDict_GetItemString(names, name) : NULL;
}

static py_object *code_of(py_object *function) {
  return function && sec3_python_is(function, sec3_python()->PyFunction_Type) ? sec3_python_attribute(function, "__code__") : NULL;
}

static void keep(struct part part) {
  if (part_count == MAX_PARTS) return;
  part.code = part.value ? code_of(part.value) : NULL;
  if (part.value) sec3_python()->Py_IncRef(part.value);
  if (part.key) sec3_python()->Py_IncRef(part.key);
  parts[part_count++] = part;
}

/* Names that ordinary code sets again, and that get no text. */
static bool is_exempt(const char *name) {
  static const char *const names[] = { "print", "open", "input", "help", "breakpoint", "__import__", NULL };
  for (const char *const *each = names; *each; each++) {
    if (strcmp(*each, name) == 0) return true;
  }
  return name[0] == '_' && strcmp(name, "__builtins__") != 0 && strncmp(name, "__", 2) == 0 && strcmp(name, "__build_class__") != 0;
}

/* A built-in name that the module redefines. */
static void keep_absent(size_t module, py_object *key) {
  py_object *dictionary = module_names(module);
  if (dictionary && !sec3_python()->PyDict_GetItem(dictionary, key)) keep((struct part){ .dictionary = dictionary, .key = key });
}

/* Many entries of sys change during normal operation. */
static void keep_module(size_t module) {
  const struct sec3_python *py = sec3_python();
  py_object *dictionary = module_names(module), *key, *value;
  ssize_t position = 0, length;
  while (dictionary && py->PyDict_Next(dictionary, &position, &key, &value)) {
    const char *text = py->PyUnicode_AsUTF8AndSize(key, &length);
    if (!text || (module == SYSTEM ? strcmp(text, "flags") != 0 : is_exempt(text))) continue;
    keep((struct part){ .dictionary = dictionary, .key = key, .value = value });
    if (module != BUILTINS) continue;
    keep_absent(BOOTSTRAP, key);
    keep_absent(EXTERNAL, key);
  }
}

static void keep_class(py_object *owner) {
  static const char *const attributes[] = {
    "exec_module",  "create_module",   "get_code", "get_data",         "path_stats",  "path_mtime", "source_to_code",
    "get_filename", "_cache_bytecode", "set_data", "__getattribute__", "__setattr__", NULL,
  };
  for (const char *const *name = attributes; owner && *name; name++) {
    py_object *value = sec3_python_attribute(owner, *name);
    if (value) keep((struct part){ .owner = owner, .attribute = *name, .value = value });
  }
}

static py_object *method_code(const char *class, const char *method) {
  py_object *owner = module_entry(EXTERNAL, class);
  py_object *function = owner ? sec3_python_attribute(owner, method) : NULL;
  py_object *code = code_of(function);
  if (function) sec3_python()->Py_DecRef(function);
  return code;
}

void sec3_python_know_importer(void) {
  const struct sec3_python *py = sec3_python();
  bool complete = true;
  for (size_t i = 0; i < MODULE_COUNT; i++) {
    modules[i] = py->PyDict_GetItemString(py->PyImport_GetModuleDict(), MODULES[i]);
    complete = complete && modules[i];
    if (modules[i]) py->Py_IncRef(modules[i]);
  }
  for (size_t i = 0; i < MODULE_COUNT; i++) keep_module(i);
  loaders[0] = module_entry(EXTERNAL, "SourceFileLoader");
  loaders[1] = module_entry(EXTERNAL, "SourcelessFileLoader");
  for (size_t i = 0; i < 2; i++) keep_class(loaders[i]);
  chain[0] = method_code("FileLoader", "get_data");
  chain[1] = method_code("SourceFileLoader", "get_code");
  chain[2] = method_code("SourceFileLoader", "exec_module");
  chain[3] = code_of(module_entry(BOOTSTRAP, "_load_unlocked"));
  sourceless = method_code("SourcelessFileLoader", "get_code");
  known = complete && loaders[0] && loaders[1] && chain[0] && chain[1] && chain[2] && chain[3] && sourceless && part_count < MAX_PARTS;
  py->PyErr_Clear();
}

/* ---- the current state ---- */

/* Whether no code runs when the import system reads attributes of modules while it has a text. */
static bool modules_are_plain(void) {
  const struct sec3_python *py = sec3_python();
  for (size_t i = 0; i < MODULE_COUNT; i++) {
    if (!sec3_python_is(modules[i], py->PyModule_Type)) return false;
  }
  py_object *writes = module_entry(SYSTEM, "dont_write_bytecode");
  return writes && sec3_python_is(writes, py->PyBool_Type);
}

static bool is_unchanged(const struct part *part) {
  const struct sec3_python *py = sec3_python();
  py_object *value = part->dictionary ? py->PyDict_GetItem(part->dictionary, part->key) : sec3_python_attribute(part->owner, part->attribute);
  py_object *code = part->code ? code_of(part->value) : NULL;
  bool same = value == part->value && code == part->code;
  if (code) py->Py_DecRef(code);
  if (value && !part->dictionary) py->Py_DecRef(value);
  return same;
}

/* Whether a loader is one of Python's own, without attributes that replace its methods or run code. */
static bool is_plain_loader(py_object *loader) {
  const struct sec3_python *py = sec3_python();
  if (!sec3_python_is(loader, loaders[0]) && !sec3_python_is(loader, loaders[1])) return false;
  py_object *attributes = sec3_python_attribute(loader, "__dict__");
  bool plain = attributes && py->PyDict_Size(attributes) == 2;
  static const char *const names[] = { "name", "path" };
  for (size_t i = 0; i < 2 && plain; i++) {
    py_object *value = py->PyDict_GetItemString(attributes, names[i]);
    plain = value && sec3_python_is(value, py->PyUnicode_Type);
  }
  if (attributes) py->Py_DecRef(attributes);
  return plain;
}

/* The local variables of `get_code`. */
static bool reads_plainly(py_object *frame) {
  const struct sec3_python *py = sec3_python();
  py_object *locals = sec3_python_attribute(frame, "f_locals");
  py_object *loader = locals ? py->PyMapping_GetItemString(locals, "self") : NULL;
  py_object *name = locals ? py->PyMapping_GetItemString(locals, "fullname") : NULL;
  bool plain = loader && name && is_plain_loader(loader) && sec3_python_is(name, py->PyUnicode_Type);
  if (loader) py->Py_DecRef(loader);
  if (name) py->Py_DecRef(name);
  if (locals) py->Py_DecRef(locals);
  return plain;
}

static bool on_stack(void) {
  const struct sec3_python *py = sec3_python();
  py_object *frame = py->PyEval_GetFrame(), *owned = NULL;
  bool same = frame != NULL;
  for (size_t i = 0; i < CHAIN && same; i++) {
    py_object *code = py->PyFrame_GetCode(frame);
    same = (code == chain[i] || (i == 1 && code == sourceless)) && (i != 1 || reads_plainly(frame));
    py->Py_DecRef(code);
    py_object *back = same && i + 1 < CHAIN ? py->PyFrame_GetBack(frame) : NULL;
    if (owned) py->Py_DecRef(owned);
    frame = owned = back;
    same = same && (frame || i + 1 == CHAIN);
  }
  if (owned) py->Py_DecRef(owned);
  return same;
}

bool sec3_python_importer_asks(void) {
  return known && on_stack();
}

bool sec3_python_importer_is_intact(void) {
  bool unchanged = modules_are_plain();
  for (size_t i = 0; i < part_count && unchanged; i++) unchanged = is_unchanged(&parts[i]);
  sec3_python()->PyErr_Clear();
  return unchanged;
}
