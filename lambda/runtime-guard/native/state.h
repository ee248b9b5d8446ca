/*
 * State that the guard sets at the start of the process, on pages that are read-only afterwards. Only start.c sets it.
 */
#ifndef SEC3_STATE_H
#define SEC3_STATE_H

#include "functions.h"
#include "policy.h"

#include <limits.h>
#include <sys/stat.h>

enum sec3_runtime { SEC3_OTHER, SEC3_NODE, SEC3_PYTHON };

enum {
  SEC3_MAX_ADDED = 8,
  SEC3_MAX_NAMESERVERS = 8,
  SEC3_MAX_FOLDERS = 12,
  SEC3_MAX_MODULE_FOLDERS = 8,
  SEC3_MAX_VARIABLES = 12,
  SEC3_MAX_VARIABLE_BYTES = 160 * 1024
};

struct sec3_state {
  struct sec3_policy policy;
  bool active, any_blocks;
  enum sec3_runtime runtime;
  void *real[SEC3_FUNCTION_COUNT];
  struct sec3_host added[SEC3_MAX_ADDED];
  size_t added_count;
  struct sec3_host runtime_api;
  struct in6_addr nameservers[SEC3_MAX_NAMESERVERS];
  size_t nameserver_count;
  char folders[SEC3_MAX_FOLDERS][PATH_MAX];
  size_t folder_count;
  char module_folders[SEC3_MAX_MODULE_FOLDERS][PATH_MAX];
  size_t module_folder_count;
  struct stat streams[3];
  int log;
  char hostname[256];
  char function_name[80];
  char certificates[PATH_MAX];
  bool has_task_root;
  char task_root[PATH_MAX];
  char library_path[PATH_MAX];
  const char *variables[SEC3_MAX_VARIABLES];
  size_t variable_count, variable_bytes;
  char variable_text[SEC3_MAX_VARIABLE_BYTES];
};

/* ---- for the start ---- */

struct sec3_state *sec3_state_to_fill(void);
/* Makes the state read-only; false on failure. */
bool sec3_state_seal(void);

/* ---- for all others ---- */

/* The policy of this process. */
const struct sec3_policy *sec3_policy(void);
/* The mode of a category; `SEC3_ALLOW` for all until the start has read the policy. */
enum sec3_mode sec3_mode(enum sec3_category category);
/* Whether any category blocks. Then the guard also protects itself (process memory, the environment of children). */
bool sec3_any_blocks(void);
/* Whether any category blocks or alerts. */
bool sec3_active(void);
enum sec3_runtime sec3_runtime(void);
/* The hosts that the guard adds to those of the policy (AWS, the Runtime API, X-Ray); null after the last. */
const struct sec3_host *sec3_added_host(size_t index);
/* Variables that a child must not be able to change, as NAME=value; null after the last. */
const char *sec3_guard_variable(size_t index);
/* Whether an address is port 53 of a nameserver of /etc/resolv.conf. */
bool sec3_is_nameserver(const struct in6_addr *ip, uint16_t port);
/* Whether it is the Runtime API: at its address, at another address of this host with the same port, or at Lambda's own port if an extension is in between. */
bool sec3_is_runtime_api(const struct in6_addr *ip, uint16_t port);
/* Whether a file was stdin, stdout or stderr at the start. Later, a program may have replaced them by any file. */
bool sec3_is_standard_stream(const struct stat *file);
/* The descriptor that the guard writes to: stderr as it was at the start. */
int sec3_log(void);
/* Whether it is that one, and not stderr itself. */
bool sec3_is_own_log(int fd);
bool sec3_is_own_hostname(const char *name);
/* Folders whose libraries may be loaded, each with a trailing slash; null after the last. */
const char *sec3_library_folder(size_t index);
/* Folders of PYTHONPATH at the start, in the same form. */
const char *sec3_module_folder(size_t index);
const char *sec3_function_name(void);
/* Whether LAMBDA_TASK_ROOT has the folder of the function's code, as in Lambda. */
bool sec3_has_task_root(void);
/* LAMBDA_TASK_ROOT, with a trailing slash. */
const char *sec3_task_root(void);
/* The real path of the file in NODE_EXTRA_CA_CERTS; "" if there is none. */
const char *sec3_certificates(void);
/* LD_LIBRARY_PATH at the start, when the loader reads it. */
const char *sec3_library_path(void);
/* The replaced function of libc. Null if this libc lacks it; the replacement is then never called. */
void *sec3_real(enum sec3_function function);
extern const char *const sec3_function_names[SEC3_FUNCTION_COUNT];

#endif
