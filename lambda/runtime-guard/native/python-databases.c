/*
 * SQLite in Python. Its SQL function fts3_tokenizer takes and returns pointers to C functions, and SQL can create a pointer from any bytes. Code could use it to leave Python. The guard replaces it in
 * each database by one that returns an error, before other code has the database. Code can only replace it by functions of its own.
 */
#include "python-databases.h"
#include "events.h"
#include "state.h"

#include <dlfcn.h>
#include <stdbool.h>

/* From SQLite's stable interface, sqlite3.h. */
typedef struct sqlite3 sqlite3;
typedef void result_error(void *context, const char *message, int length);
typedef int create_function(sqlite3 *, const char *, int, int, void *, void (*)(void *, int, void **), void *, void *);

static result_error *give_error;
static create_function *create;

static void fail(void *context, int count, void **values) {
  (void)count, (void)values;
  sec3_tampering_denied("fts3_tokenizer", NULL);
  give_error(context, "the runtime policy of this function does not let SQL have pointers (inspector)", -1);
}

static int on_open(sqlite3 *database, char **error, const void *routines) {
  (void)error, (void)routines;
  enum { UTF8 = 1, READS = 1, SETS = 2 };
  int failed = create(database, "fts3_tokenizer", READS, UTF8, NULL, fail, NULL, NULL);
  return failed ? failed : create(database, "fts3_tokenizer", SETS, UTF8, NULL, fail, NULL, NULL);
}

void sec3_python_guard_databases(void) {
  typedef void *open_function(const char *, int);
  typedef int extend(int (*)(sqlite3 *, char **, const void *));
  if (create || !sec3_any_blocks()) return;
  void *library = ((open_function *)sec3_real(SEC3_REAL_dlopen))("libsqlite3.so.0", RTLD_LAZY | RTLD_NOLOAD);
  extend *add = (extend *)dlsym(library ? library : RTLD_DEFAULT, "sqlite3_auto_extension");
  give_error = (result_error *)dlsym(library ? library : RTLD_DEFAULT, "sqlite3_result_error");
  create = (create_function *)dlsym(library ? library : RTLD_DEFAULT, "sqlite3_create_function");
  if (add && give_error && create && add(on_open) != 0) create = NULL;
}
