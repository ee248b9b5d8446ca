/* State that the guard sets at the start of the process, on pages that are read-only afterwards. */
#include "state.h"

#include <dlfcn.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

/* Larger than a page on any machine that the guard supports. */
enum { PAGE = 65536 };

static union {
  struct sec3_state state;
  char pages[(sizeof(struct sec3_state) + PAGE - 1) / PAGE * PAGE];
} decided __attribute__((aligned(PAGE)));

static const struct sec3_state *const state = &decided.state;

struct sec3_state *sec3_state_to_fill(void) {
  return &decided.state;
}

bool sec3_state_seal(void) {
  return mprotect(&decided, sizeof decided, PROT_READ) == 0;
}

const struct sec3_policy *sec3_policy(void) {
  return &state->policy;
}

enum sec3_mode sec3_mode(enum sec3_category category) {
  return state->policy.modes[category];
}

bool sec3_any_blocks(void) {
  return state->any_blocks;
}

bool sec3_active(void) {
  return state->active;
}

enum sec3_runtime sec3_runtime(void) {
  return state->runtime;
}

const char *sec3_function_name(void) {
  return state->function_name;
}

bool sec3_has_task_root(void) {
  return state->has_task_root;
}

const char *sec3_task_root(void) {
  return state->task_root;
}

const char *sec3_certificates(void) {
  return state->certificates;
}

const char *sec3_library_path(void) {
  return state->library_path;
}

bool sec3_is_own_hostname(const char *name) {
  return state->hostname[0] && strcasecmp(name, state->hostname) == 0;
}

const struct sec3_host *sec3_added_host(size_t index) {
  return index < state->added_count ? &state->added[index] : NULL;
}

const char *sec3_guard_variable(size_t index) {
  return index < state->variable_count ? state->variables[index] : NULL;
}

const char *sec3_library_folder(size_t index) {
  return index < state->folder_count ? state->folders[index] : NULL;
}

const char *sec3_module_folder(size_t index) {
  return index < state->module_folder_count ? state->module_folders[index] : NULL;
}

bool sec3_is_nameserver(const struct in6_addr *ip, uint16_t port) {
  if (port != 53) return false;
  for (size_t i = 0; i < state->nameserver_count; i++) {
    if (memcmp(&state->nameservers[i], ip, sizeof *ip) == 0) return true;
  }
  return false;
}

/* 127.0.0.0/8, ::1, and 0.0.0.0 and ::, which lead there too. */
static bool is_this_host(const struct in6_addr *ip) {
  if (!IN6_IS_ADDR_V4MAPPED(ip)) return IN6_IS_ADDR_LOOPBACK(ip) || IN6_IS_ADDR_UNSPECIFIED(ip);
  return ip->s6_addr[12] == 127 || memcmp(&ip->s6_addr[12], "\0\0\0", 4) == 0;
}

bool sec3_is_runtime_api(const struct in6_addr *ip, uint16_t port) {
  enum { LAMBDA_PORT = 9001 };
  const struct sec3_host *api = &state->runtime_api;
  if (api->port == 0) return false;
  if (api->port == port && memcmp(&api->address, ip, sizeof *ip) == 0) return true;
  return is_this_host(ip) && (port == LAMBDA_PORT || (port == api->port && is_this_host(&api->address)));
}

bool sec3_is_standard_stream(const struct stat *file) {
  for (int i = 0; i < 3; i++) {
    if (state->streams[i].st_ino == file->st_ino && state->streams[i].st_dev == file->st_dev) return true;
  }
  return false;
}

int sec3_log(void) {
  return state->log ? state->log : STDERR_FILENO;
}

bool sec3_is_own_log(int fd) {
  return fd == state->log && fd != 0;
}

const char *const sec3_function_names[SEC3_FUNCTION_COUNT] = {
#define SEC3_ENTRY(name) #name,
  SEC3_FUNCTIONS(SEC3_ENTRY)
#undef SEC3_ENTRY
};

void *sec3_real(enum sec3_function function) {
  void *real = state->real[function];
  return real ? real : dlsym(RTLD_NEXT, sec3_function_names[function]);
}
