/*
 * Uncaught errors: in a thread, in a finalizer, or given to sys.excepthook. The interpreter itself shows them, and opens the source for a line. The frames
 * of Python do not tell this read from one by other code. The stack of C does: it has the function that shows a traceback, and no function that runs Python
 * after it.
 */
#include "python-errors.h"
#include "state.h"

#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <unwind.h>

enum { STEPS = 40, SHOWING = 3 };

/* Functions of libgcc, which glibc itself loads when it needs them. Null if there is none: then such a read counts as any other. */
typedef _Unwind_Reason_Code walk_function(_Unwind_Trace_Fn, void *);
typedef uintptr_t start_function(struct _Unwind_Context *);
static walk_function *walk;
static start_function *start_of_function;

/* The addresses of functions. Each that shows has two: some consist of a jump to a function without a name. */
static uintptr_t shows[SHOWING][2], runs_python;

/* Where the last instruction of a function jumps to; 0 if it is no jump. */
static uintptr_t jump_at_end(uintptr_t start, size_t size) {
  int32_t distance;
  if (size < 5) return 0;
#ifdef __x86_64__
  const unsigned char *jump = (const unsigned char *)start + size - 5;
  memcpy(&distance, jump + 1, sizeof distance);
  return *jump == 0xe9 ? (uintptr_t)jump + 5 + (uintptr_t)(intptr_t)distance : 0;
#else
  uint32_t jump;
  memcpy(&jump, (const char *)start + size - sizeof jump, sizeof jump);
  distance = (int32_t)(jump << 6) >> 4;
  return jump >> 26 == 5 ? start + size - sizeof jump + (uintptr_t)(intptr_t)distance : 0;
#endif
}

static uintptr_t address_of(const char *name, uintptr_t *end) {
  Dl_info library;
  const ElfW(Sym) *symbol = NULL;
  void *address = dlsym(RTLD_DEFAULT, name);
  *end = 0;
  if (address && dladdr1(address, &library, (void **)&symbol, RTLD_DL_SYMENT) && symbol) *end = jump_at_end((uintptr_t)address, symbol->st_size);
  return (uintptr_t)address;
}

void sec3_python_know_errors(void) {
  typedef void *open_function(const char *, int);
  static const char *const names[SHOWING] = { "PyTraceBack_Print", "_PyTraceBack_Print_Indented", "_Py_DisplaySourceLine" };
  void *library = ((open_function *)sec3_real(SEC3_REAL_dlopen))("libgcc_s.so.1", RTLD_LAZY);
  if (!library) return;
  walk = (walk_function *)dlsym(library, "_Unwind_Backtrace");
  start_of_function = (start_function *)dlsym(library, "_Unwind_GetRegionStart");
  for (size_t i = 0; i < SHOWING; i++) shows[i][0] = address_of(names[i], &shows[i][1]);
  uintptr_t end;
  runs_python = address_of("_PyEval_EvalFrameDefault", &end);
}

struct search {
  unsigned steps;
  bool found;
};

static _Unwind_Reason_Code look(struct _Unwind_Context *context, void *data) {
  struct search *search = data;
  uintptr_t start = start_of_function(context);
  for (size_t i = 0; i < SHOWING; i++) search->found |= start && (start == shows[i][0] || start == shows[i][1]);
  bool ends = search->found || start == runs_python || ++search->steps == STEPS;
  return ends ? _URC_NORMAL_STOP : _URC_NO_REASON;
}

bool sec3_python_shows_error(void) {
  struct search search = { .found = false };
  if (walk && start_of_function && runs_python) walk(look, &search);
  return search.found;
}
