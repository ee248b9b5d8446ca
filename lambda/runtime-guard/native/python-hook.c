/*
 * The Python layer: an audit hook (PEP 578). It blocks operations that never reach libc (creating code from data, memory through ctypes, tracing), and
 * gives the native layer the line of Python that calls libc. All of its state is in C: no object of Python refers to it, so the
 * garbage collector cannot reveal it. Python has no way to remove a hook.
 *
 * Code is checked from the moment on when the interpreter starts its script. So all later code comes from deployed files, or was
 * permitted, and has the name of the file that it is from.
 */
#include "python-hook.h"
#include "denials.h"
#include "deployed-files.h"
#include "events.h"
#include "interpose-native.h"
#include "interpose-open.h"
#include "interpose-options.h"
#include "python-api.h"
#include "python-author.h"
#include "python-code.h"
#include "python-databases.h"
#include "python-errors.h"
#include "python-frames.h"
#include "python-importer.h"
#include "python-methods.h"
#include "python-reads.h"
#include "state.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Set before the hook is registered. */
static const struct sec3_python *py;

/* ---- callbacks of the native layer, for the libc call after an audit event ---- */

static __thread struct {
  char stack[sizeof((struct sec3_context *)0)->stack];
  enum sec3_read read;
  bool opens;
} latest;

static void give_context(struct sec3_context *context) {
  memcpy(context->stack, latest.stack, sizeof latest.stack);
}

/* Whether the call comes from the interpreter, and not from a library that one of its modules uses, such as OpenSSL for certificates. */
static bool is_interpreters(const void *caller) {
  Dl_info of_caller, of_python;
  return dladdr(caller, &of_caller) && dladdr((const void *)py->Py_GetVersion, &of_python) && of_caller.dli_fbase == of_python.dli_fbase;
}

/*
 * The kind of a read follows from the audit event just before it. An event counts for one call, so that it permits no later call without an
 * event.
 */
static enum sec3_read judge_read(const char *path, const char *function, const void *caller) {
  enum sec3_read read = latest.read;
  bool opens = latest.opens;
  latest.read = SEC3_READ_JUDGED;
  latest.opens = false;
  /* Any code can raise that event, also while the import system reads, and then have something else opened. */
  if (read == SEC3_READ_ORDINARY && sec3_mode(SEC3_SOURCE_READ) == SEC3_BLOCK && !sec3_python_is_compiled(path)) read = SEC3_READ_JUDGED;
  if (read == SEC3_READ_JUDGED && opens && sec3_python_shows_error()) return SEC3_READ_UNHEARD;
  bool by_library = strcmp(function, "fopen") == 0 && !is_interpreters(caller);
  return by_library && sec3_python_is_certificate(path) ? SEC3_READ_ORDINARY : read;
}

/* Packages contain C libraries, which are loaded while the function is initialized. Later, only libraries of the runtime may be loaded. */
static bool trusted_library(const char *real_path) {
  return !sec3_started() && sec3_is_deployed(real_path);
}

/* ---- audit events ---- */

enum rule {
  ENFORCED, /* decided here */
  FIRST,    /* blocked here; under alert the native layer reports it, once */
  BELOW,    /* decided by the native layer */
  DATABASE, /* the same, for a file that SQL is about to work on */
  OPEN,
  IMPORT,
  DLOPEN,
  COMPILE,
  UNMARSHAL,
  ASSEMBLE,
};

struct watched {
  const char *event;
  enum sec3_category category;
  enum rule rule;
  int target; /* index of the argument with the target; -1: none */
};

/* In the order of strcmp. */
static const struct watched WATCHED[] = {
  { "code.__new__", SEC3_DYNAMIC_CODE, ASSEMBLE, 1 },
  { "compile", SEC3_DYNAMIC_CODE, COMPILE, 1 },
  { "cpython.remote_debugger_script", SEC3_INSPECTOR, ENFORCED, 0 },
  { "ctypes.PyObj_FromPtr", SEC3_NATIVE_ADDON, ENFORCED, -1 },
  { "ctypes.call_function", SEC3_NATIVE_ADDON, ENFORCED, -1 },
  { "ctypes.cdata", SEC3_NATIVE_ADDON, ENFORCED, -1 },
  { "ctypes.cdata/buffer", SEC3_NATIVE_ADDON, ENFORCED, -1 },
  { "ctypes.dlopen", SEC3_NATIVE_ADDON, DLOPEN, 0 },
  { "ctypes.dlsym", SEC3_NATIVE_ADDON, ENFORCED, 1 },
  { "ctypes.dlsym/handle", SEC3_NATIVE_ADDON, ENFORCED, 1 },
  { "ctypes.memoryview_at", SEC3_NATIVE_ADDON, ENFORCED, -1 },
  { "ctypes.string_at", SEC3_NATIVE_ADDON, ENFORCED, -1 },
  { "ctypes.wstring_at", SEC3_NATIVE_ADDON, ENFORCED, -1 },
  { "import", SEC3_NATIVE_ADDON, IMPORT, 0 },
  { "marshal.load", SEC3_DYNAMIC_CODE, UNMARSHAL, -1 },
  { "marshal.loads", SEC3_DYNAMIC_CODE, UNMARSHAL, -1 },
  { "open", SEC3_FILE_WRITE, OPEN, 0 },
  { "os.exec", SEC3_CHILD_PROCESS, FIRST, 0 },
  { "os.fork", SEC3_CHILD_PROCESS, FIRST, -1 },
  { "os.forkpty", SEC3_CHILD_PROCESS, FIRST, -1 },
  { "os.link", SEC3_FILE_WRITE, BELOW, 0 },
  { "os.mkdir", SEC3_FILE_WRITE, BELOW, 0 },
  { "os.posix_spawn", SEC3_CHILD_PROCESS, FIRST, 0 },
  { "os.remove", SEC3_FILE_WRITE, BELOW, 0 },
  { "os.rename", SEC3_FILE_WRITE, BELOW, 0 },
  { "os.rmdir", SEC3_FILE_WRITE, BELOW, 0 },
  { "os.spawn", SEC3_CHILD_PROCESS, FIRST, 1 },
  { "os.symlink", SEC3_FILE_WRITE, BELOW, 0 },
  { "os.system", SEC3_CHILD_PROCESS, FIRST, 0 },
  { "os.truncate", SEC3_FILE_WRITE, BELOW, 0 },
  { "pty.spawn", SEC3_CHILD_PROCESS, FIRST, -1 },
  { "socket.connect", SEC3_NETWORK, BELOW, -1 },
  { "socket.getaddrinfo", SEC3_NETWORK, BELOW, 0 },
  { "socket.gethostbyaddr", SEC3_NETWORK, BELOW, 0 },
  { "socket.gethostbyname", SEC3_NETWORK, BELOW, 0 },
  { "socket.getnameinfo", SEC3_NETWORK, BELOW, -1 },
  { "socket.sendmsg", SEC3_NETWORK, BELOW, -1 },
  { "socket.sendto", SEC3_NETWORK, BELOW, -1 },
  { "sqlite3.connect", SEC3_FILE_WRITE, DATABASE, 0 },
  { "subprocess.Popen", SEC3_CHILD_PROCESS, FIRST, 0 },
  { "sys._current_exceptions", SEC3_INSPECTOR, ENFORCED, -1 },
  { "sys._current_frames", SEC3_INSPECTOR, ENFORCED, -1 },
  { "sys.addaudithook", SEC3_INSPECTOR, ENFORCED, -1 },
  { "sys.monitoring.register_callback", SEC3_INSPECTOR, ENFORCED, -1 },
  { "sys.remote_exec", SEC3_INSPECTOR, ENFORCED, 0 },
  { "sys.setprofile", SEC3_INSPECTOR, ENFORCED, -1 },
  { "sys.settrace", SEC3_INSPECTOR, ENFORCED, -1 },
};

/* Modules that give access to memory or call native functions, and so could bypass any check in C. */
static const char *const MEMORY_MODULES[] = { "_ctypes",           "_ctypes_test",     "_remote_debugging", "_testcapi",
                                              "_testinternalcapi", "_testlimitedcapi", "_xxtestfuzz" };

static int compare_event(const void *event, const void *watched) {
  return strcmp(event, ((const struct watched *)watched)->event);
}

static py_object *argument(py_object *arguments, int index) {
  return arguments && index >= 0 && index < py->PyTuple_Size(arguments) ? py->PyTuple_GetItem(arguments, index) : NULL;
}

/* Raises the exception of a system call that was denied. `listed` is the entry of the policy that would permit it. */
static void raise(const struct watched *watched, const char *target, const char *listed) {
  char words[SEC3_MAX_WORDS], message[SEC3_MAX_WORDS + 100];
  sec3_denial_words(watched->category, listed[0] ? listed : NULL, words);
  if (watched->rule == IMPORT) {
    snprintf(message, sizeof message, "%.60s is not available: %s", target, words);
    py->PyErr_SetString(*py->PyExc_ImportError, message);
    return;
  }
  py_object *file = py->PyUnicode_DecodeFSDefault(target[0] ? target : watched->event);
  py_object *error = file ? py->Py_BuildValue("(isN)", EACCES, words, file) : NULL;
  if (!error) return;
  py->PyErr_SetObject(*py->PyExc_PermissionError, error);
  py->Py_DecRef(error);
}

/* Writes the event. Returns -1, with an exception set, if the policy blocks the operation. */
static int decide_for(const struct watched *watched, const char *target, const char *listed) {
  struct sec3_context context = { .request_id = "" };
  sec3_python_stack(context.stack, sizeof context.stack);
  if (!sec3_denied(watched->category, watched->event, target, &context)) return 0;
  sec3_take_denied();
  raise(watched, target, listed);
  return -1;
}

static int decide(const struct watched *watched, const char *target) {
  return decide_for(watched, target, "");
}

static int on_import(const struct watched *watched, py_object *arguments) {
  char name[SEC3_MAX_FILE], file[SEC3_MAX_FILE];
  sec3_python_text(argument(arguments, 0), name, sizeof name);
  sec3_python_text(argument(arguments, 1), file, sizeof file);
  const char *dot = strrchr(name, '.'), *slash = strrchr(file, '/');
  const char *module = dot ? dot + 1 : name, *library = slash ? slash + 1 : file;
  for (size_t i = 0; i < sizeof MEMORY_MODULES / sizeof *MEMORY_MODULES; i++) {
    size_t length = strlen(MEMORY_MODULES[i]);
    bool same_library = strncmp(library, MEMORY_MODULES[i], length) == 0 && (library[length] == '.' || library[length] == '\0');
    if (same_library || strcmp(module, MEMORY_MODULES[i]) == 0) return decide(watched, MEMORY_MODULES[i]);
  }
  return 0;
}

static bool opens_to_write(py_object *flags) {
  return flags && sec3_python_kind(flags) == PY_NUMBER && (py->PyLong_AsLong(flags) & (O_ACCMODE | O_CREAT | O_TRUNC)) != O_RDONLY;
}

static void on_open(py_object *arguments) {
  char path[SEC3_MAX_FILE];
  if (opens_to_write(argument(arguments, 2))) {
    if (sec3_mode(SEC3_FILE_WRITE) != SEC3_ALLOW) sec3_python_stack(latest.stack, sizeof latest.stack);
  } else if (sec3_python_text(argument(arguments, 0), path, sizeof path)) {
    sec3_python_opened(path);
    if (sec3_mode(SEC3_SOURCE_READ) == SEC3_ALLOW || !sec3_started()) return;
    sec3_python_stack(latest.stack, sizeof latest.stack);
    latest.read = sec3_python_read(path);
    latest.opens = true;
  }
}

/* ---- code ---- */

/*
 * Whether code is checked yet: from the script of the interpreter on, or from the first module on that is not part of the runtime
 * (sitecustomize).
 * Until then the interpreter initializes itself. Its script is the caller's responsibility.
 */
static bool judges_code, is_callers;

static void judge_code(void) {
  judges_code = true;
  sec3_python_substitute();
  sec3_python_know_importer();
}

static void on_run(const char *event) {
  if (judges_code) return;
  is_callers = strcmp(event, "cpython.run_module") != 0;
  judge_code();
}

/* Whether code is part of the interpreter, and runs before any other code. */
static bool starts_itself(const struct watched *watched, const char *target) {
  if (judges_code || sec3_started()) return false;
  bool own = watched->rule == COMPILE ? sec3_python_file_is_brought(target) : sec3_python_last_is_brought();
  if (!own) judge_code();
  return own;
}

static bool is_known(const struct watched *watched, py_object *arguments) {
  py_object *first = argument(arguments, 0);
  switch (watched->rule) {
    case COMPILE: return sec3_python_source_is_known(first, argument(arguments, 1)) || sec3_python_author_has(first);
    case UNMARSHAL: return sec3_python_compiled_is_known(first);
    default: return sec3_python_object_is_known(first);
  }
}

static int on_code(const struct watched *watched, py_object *arguments, const char *target) {
  char listed[SEC3_MAX_FILE] = "";
  if (starts_itself(watched, target)) return 0;
  if (is_callers && !py->PyEval_GetFrame()) {
    is_callers = false;
    return 0;
  }
  /* Compiled code may have the name of any file. */
  if (is_known(watched, arguments) || (watched->rule != UNMARSHAL && sec3_python_author_may(target, listed))) return 0;
  return decide_for(watched, target, listed);
}

/* ---- all of them ---- */

/* A command line may contain secrets, so only the program is reported. */
static const char *program_of(char *command) {
  command[strcspn(command, " \t\n")] = '\0';
  return command;
}

static int on_watched(const struct watched *watched, py_object *arguments) {
  char target[SEC3_MAX_FILE];
  enum sec3_mode mode = sec3_mode(watched->category);
  if (watched->rule == OPEN) {
    on_open(arguments);
    return 0;
  }
  if (watched->rule == DATABASE) sec3_python_guard_databases();
  if (mode == SEC3_ALLOW) return 0;
  if (watched->rule == BELOW || watched->rule == DATABASE || (watched->rule == FIRST && mode == SEC3_ALERT)) {
    sec3_python_stack(latest.stack, sizeof latest.stack);
    return 0;
  }
  sec3_python_text(argument(arguments, watched->target), target, sizeof target);
  switch (watched->rule) {
    case IMPORT: return on_import(watched, arguments);
    case DLOPEN:
      /* `import ctypes` itself opens the program. That only gives a handle; its use is another event. */
      return target[0] ? decide(watched, target) : 0;
    case COMPILE:
    case UNMARSHAL:
    case ASSEMBLE: return on_code(watched, arguments, target);
    default: return decide(watched, watched->category == SEC3_CHILD_PROCESS ? program_of(target) : target);
  }
}

static const char RUN[] = "cpython.run_";

static int hook(const char *event, py_object *arguments, void *data) {
  (void)data;
  latest.read = SEC3_READ_JUDGED;
  latest.opens = false;
  sec3_take_denied();
  const struct watched *watched = bsearch(event, WATCHED, sizeof WATCHED / sizeof *WATCHED, sizeof *WATCHED, compare_event);
  if (!watched) {
    if (strncmp(event, RUN, sizeof RUN - 1) == 0) on_run(event);
    return 0;
  }
  latest.stack[0] = '\0';
  return on_watched(watched, arguments);
}

bool sec3_python_start(void) {
  py = sec3_python_find();
  if (!py) return false;
  sec3_set_context_provider(give_context);
  sec3_set_library_judge(trusted_library);
  sec3_set_read_judge(judge_read);
  sec3_python_know_errors();
  /* On Lambda, the folder of the function's code is read-only: an attempt to write bytecode for each module would only cause events. */
  if (sec3_mode(SEC3_FILE_WRITE) != SEC3_ALLOW) sec3_set_variable("PYTHONDONTWRITEBYTECODE", "1");
  /* From 3.14 on, another process can make this one run a script, unless this is set. */
  if (sec3_mode(SEC3_INSPECTOR) == SEC3_BLOCK) sec3_set_variable("PYTHON_DISABLE_REMOTE_DEBUG", "1");
  return py->PySys_AddAuditHook(hook, NULL) == 0;
}
