/*
 * The start, in the library's constructor: reads the policy and the other settings of the guard once, into the state, which is read-only
 * afterwards. Then starts the layer of the interpreter.
 */
#include "addresses.h"
#include "events.h"
#include "hosts.h"
#include "interpose-options.h"
#include "python-api.h"
#include "python-hook.h"
#include "state.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Shows that the guard is loaded, and the version of its contract. */
__attribute__((visibility("default"))) const char sec3_runtime_guard[] = "sec3-runtime-guard 1";

enum { MAX_POLICY = 128 * 1024 };

static struct sec3_state *state;

static char policy_text[MAX_POLICY + 1];

static size_t read_file(const char *path, char *buffer, size_t size) {
  typedef int open_function(const char *, int, ...);
  int fd = ((open_function *)sec3_real(SEC3_REAL_open))(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  size_t length = 0;
  ssize_t count;
  while (length < size && (count = read(fd, buffer + length, size - length)) > 0) length += (size_t)count;
  close(fd);
  return length;
}

__attribute__((noreturn)) static void reject_policy(const char *where, const char *problem) {
  sec3_message("SEC3_RUNTIME_POLICY%s%s: %s. The process does not start without a valid policy (policy.schema.json describes it).", where[0] ? " at " : "",
               where, problem);
  _exit(1);
}

static void read_policy(void) {
  const char *text = getenv("SEC3_RUNTIME_POLICY");
  struct sec3_policy_error error;
  if (!text || !text[0]) reject_policy("", "is not set; set it to a JSON document, or to @ and the absolute path of one");
  size_t length = strlen(text);
  if (text[0] == '@') {
    if (text[1] != '/') reject_policy("", "has a relative path after @; give the absolute path of the file");
    length = read_file(text + 1, policy_text, MAX_POLICY + 1);
    if (length == 0) reject_policy(text + 1, "cannot be read, or is empty");
    text = policy_text;
  } else if (text[0] != '{') {
    reject_policy("", "starts with neither '{' (a JSON document) nor '@' (the absolute path of one)");
  }
  if (length > MAX_POLICY) reject_policy("", "is longer than 128 KB");
  if (!sec3_policy_parse(text, length, &state->policy, &error)) reject_policy(error.pointer[0] ? error.pointer : "/", error.problem);
  for (int i = 0; i < SEC3_CATEGORIES; i++) {
    state->active |= state->policy.modes[i] != SEC3_ALLOW;
    state->any_blocks |= state->policy.modes[i] == SEC3_BLOCK;
  }
}

static void add_host(const char *text) {
  size_t length = strlen(text);
  if (state->added_count < SEC3_MAX_ADDED && !sec3_host_parse(text, length, &state->added[state->added_count])) state->added_count++;
}

/* Reads an address with port, such as 169.254.100.1:9001. Only the platform sets these variables. */
static void add_platform_hosts(void) {
  static const char *const names[] = { "AWS_LAMBDA_RUNTIME_API", "AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_ADDRESS" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (!value) continue;
    if (i == 0) sec3_host_parse(value, strlen(value), &state->runtime_api);
    add_host(value);
  }
}

static void add_aws_endpoints(void) {
  const char *region = getenv("AWS_REGION");
  if (!state->policy.aws_endpoints || !region || !region[0] || strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(region)) return;
  static const char *const domains[] = { "amazonaws.com", "api.aws", "amazonaws.com.cn" };
  for (size_t i = 0; i < (strncmp(region, "cn-", 3) == 0 ? 3 : 2); i++) {
    char text[128];
    snprintf(text, sizeof text, "*.%.60s.%s:443", region, domains[i]);
    add_host(text);
  }
}

static void read_nameservers(void) {
  char text[16384], *rest = text;
  text[read_file("/etc/resolv.conf", text, sizeof text - 1)] = '\0';
  for (char *line; (line = strsep(&rest, "\n")) && state->nameserver_count < SEC3_MAX_NAMESERVERS;) {
    struct in6_addr *ip = &state->nameservers[state->nameserver_count];
    struct in_addr v4;
    if (strncmp(line, "nameserver", 10) != 0) continue;
    line += 10;
    line += strspn(line, " \t");
    line[strcspn(line, " \t%")] = '\0';
    if (inet_pton(AF_INET, line, &v4) == 1) *ip = sec3_mapped(v4);
    else if (inet_pton(AF_INET6, line, ip) != 1) continue;
    state->nameserver_count++;
  }
}

/* Copies a folder, with a slash at its end; leaves `folder` empty if it is not an absolute path that fits. */
static bool set_folder(char folder[PATH_MAX], const char *path) {
  size_t length = strlen(path);
  if (path[0] != '/' || length > PATH_MAX - 2) return false;
  snprintf(folder, PATH_MAX, "%s%s", path, path[length - 1] == '/' ? "" : "/");
  return true;
}

static void add_folder(const char *path) {
  if (state->folder_count < SEC3_MAX_FOLDERS && set_folder(state->folders[state->folder_count], path)) state->folder_count++;
}

/* Gets the real path of a folder or file in a variable. */
static const char *path_in_variable(const char *variable, const char *otherwise, char path[PATH_MAX]) {
  const char *value = getenv(variable);
  return value && realpath(value, path) ? path : otherwise;
}

/* Determines the folders of the system and of the runtime, and the kind of runtime, from the running program. */
static void read_runtime(void) {
  static const char *const folders[] = { "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/var/lang" };
  char path[PATH_MAX], version[32];
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) add_folder(folders[i]);
  add_folder(path_in_variable("LAMBDA_RUNTIME_DIR", "/var/runtime", path));
  const char *task_root = getenv("LAMBDA_TASK_ROOT");
  state->has_task_root = task_root && task_root[0];
  set_folder(state->task_root, path_in_variable("LAMBDA_TASK_ROOT", "/var/task", path));
  const char *certificates = path_in_variable("NODE_EXTRA_CA_CERTS", "", path);
  snprintf(state->certificates, sizeof state->certificates, "%s", certificates);
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = '\0';
  char *name = strrchr(path, '/');
  state->runtime = strcmp(name, "/node") == 0 ? SEC3_NODE : sec3_python_present(version, sizeof version) ? SEC3_PYTHON : SEC3_OTHER;
  *name = '\0';
  char *parent = strrchr(path, '/');
  if (!parent || parent == path || length + 5 > (ssize_t)sizeof path) return;
  strcpy(parent, "/lib");
  add_folder(path);
}

static void read_library_path(void) {
  const char *path = getenv("LD_LIBRARY_PATH");
  int length = snprintf(state->library_path, sizeof state->library_path, "%s", path ? path : "");
  if (length >= (int)sizeof state->library_path) sec3_degraded("LD_LIBRARY_PATH is longer than the guard can keep");
}

/* The folders in which Python searches modules according to the function's settings. */
static void read_module_folders(void) {
  const char *path = getenv("PYTHONPATH");
  char entry[PATH_MAX], real[PATH_MAX];
  while (path && *path) {
    size_t length = strcspn(path, ":");
    snprintf(entry, sizeof entry, "%.*s", (int)length, path);
    bool found = realpath(entry, real) && state->module_folder_count < SEC3_MAX_MODULE_FOLDERS;
    if (found && set_folder(state->module_folders[state->module_folder_count], real)) state->module_folder_count++;
    path += length + (path[length] == ':');
  }
}

static void keep_variable(const char *name, const char *value) {
  size_t room = SEC3_MAX_VARIABLE_BYTES - state->variable_bytes;
  char *text = state->variable_text + state->variable_bytes;
  int length = snprintf(text, room, "%s=%s", name, value);
  if (length < 0 || (size_t)length >= room || state->variable_count == SEC3_MAX_VARIABLES) {
    sec3_degraded("the environment is larger than the guard can keep for children");
    return;
  }
  state->variables[state->variable_count++] = text;
  state->variable_bytes += (size_t)length + 1;
}

static void keep_variables(void) {
  static const char *const names[] = {
    "LD_PRELOAD",         "SEC3_RUNTIME_POLICY", "AWS_REGION",           "AWS_LAMBDA_RUNTIME_API", "AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_ADDRESS",
    "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",    "SEC3_CHAINED_WRAPPER", "SEC3_GUARD_PID",
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value) keep_variable(names[i], value);
  }
}

/* Answers the wrapper, which asks before it starts the runtime: whether this library loads, and the modes, which determine the flags of the runtime. */
__attribute__((noreturn)) static void answer_probe(void) {
  char text[512] = "";
  size_t length = (size_t)snprintf(text, sizeof text, "%s %s", state->active ? "active" : "off", state->policy.warn_when_degraded ? "warn" : "fail");
  for (int i = 0; i < SEC3_CATEGORIES; i++) {
    length += (size_t)snprintf(text + length, sizeof text - length, "%s\"%s\":\"%s\"", i ? "," : " ", sec3_category_names[i],
                               sec3_mode_names[state->policy.modes[i]]);
  }
  text[length++] = '\n';
  _exit(write(STDOUT_FILENO, text, length) == (ssize_t)length ? 0 : 1);
}

/* Other code may close stderr, or put another file there. A high number keeps out of the way of programs that count on low ones. */
static int own_log(void) {
  enum { HIGH = 1000 };
  int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, HIGH);
  if (fd < 0) fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  return fd < 0 ? 0 : fd;
}

static void after_fork(void) {
  sec3_hosts_after_fork();
  sec3_events_after_fork();
}

/* The wrapper sets the process id of the runtime. Programs that this process executes before the runtime have the same id. */
static bool is_started_by_wrapper(void) {
  const char *pid = getenv("SEC3_GUARD_PID");
  return pid && atol(pid) == (long)getpid();
}

/* Whether this process is the function's own wrapper, a program or a script, which still has to execute the runtime. */
static bool is_chained_wrapper(void) {
  char text[1024];
  const char *chained = getenv("SEC3_CHAINED_WRAPPER");
  if (!chained || !chained[0] || !is_started_by_wrapper()) return false;
  size_t length = read_file("/proc/self/cmdline", text, sizeof text - 1), start = 0;
  text[length] = '\0';
  /* The script comes after its interpreter and at most one argument from its first line. */
  for (int i = 0; i < 3 && start < length; i++) {
    if (strcmp(text + start, chained) == 0) return true;
    start += strlen(text + start) + 1;
  }
  return false;
}

/* Only the runtime reports its posture. */
static void start_layers(void) {
  char version[32] = "";
  bool python = state->runtime == SEC3_PYTHON;
  bool audited = python && sec3_python_start();
  if (python && !audited) sec3_degraded("the Python audit hook could not be installed");
  if (!is_started_by_wrapper() || state->runtime == SEC3_NODE || is_chained_wrapper()) return;
  char runtime[48] = "other";
  if (python && sec3_python_present(version, sizeof version)) snprintf(runtime, sizeof runtime, "python %s", version);
  sec3_posture(runtime, audited ? "active" : "inactive");
}

__attribute__((constructor(101))) static void start(void) {
  state = sec3_state_to_fill();
  for (int i = 0; i < SEC3_FUNCTION_COUNT; i++) state->real[i] = dlsym(RTLD_NEXT, sec3_function_names[i]);
  read_policy();
  if (getenv("SEC3_GUARD_PROBE")) answer_probe();
  if (state->active) {
    const char *name = getenv("AWS_LAMBDA_FUNCTION_NAME");
    snprintf(state->function_name, sizeof state->function_name, "%s", name && name[0] ? name : "unknown");
    gethostname(state->hostname, sizeof state->hostname - 1);
    for (int i = 0; i < 3; i++) fstat(i, &state->streams[i]);
    state->log = own_log();
    add_platform_hosts();
    add_aws_endpoints();
    read_nameservers();
    read_runtime();
    read_library_path();
    if (state->runtime == SEC3_PYTHON) read_module_folders();
    keep_variables();
    if (is_chained_wrapper()) state->policy.modes[SEC3_CHILD_PROCESS] = SEC3_ALLOW;
    pthread_atfork(NULL, NULL, after_fork);
  }
  if (!sec3_state_seal()) sec3_degraded("the policy could not be made read-only");
  sec3_forbid_core_dumps();
  if (state->active) start_layers();
}

__attribute__((destructor)) static void stop(void) {
  if (sec3_active()) sec3_flush_events();
}
