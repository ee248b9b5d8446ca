/* The hosts that a process may reach: names and addresses in the policy, and addresses that allowed names resolved to. */
#include "hosts.h"
#include "addresses.h"
#include "state.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

/* ---- matching ---- */

static bool in_block(const struct in6_addr *address, const struct sec3_host *block) {
  unsigned whole = block->prefix / 8, rest = block->prefix % 8;
  /* ::/0 means IPv6. IPv4, stored as ::ffff:0:0/96, is not part of it. */
  if (IN6_IS_ADDR_V4MAPPED(address) && !(IN6_IS_ADDR_V4MAPPED(&block->address) && block->prefix >= 96)) return false;
  if (memcmp(address, &block->address, whole) != 0) return false;
  return rest == 0 || ((address->s6_addr[whole] ^ block->address.s6_addr[whole]) >> (8 - rest)) == 0;
}

static bool name_matches(const char *name, size_t length, const struct sec3_host *host) {
  size_t wanted = strlen(host->name);
  if (host->kind == SEC3_HOST_NAME) return length == wanted && strncasecmp(name, host->name, wanted) == 0;
  if (host->kind != SEC3_HOST_WILDCARD || length < wanted + 2) return false;
  return name[length - wanted - 1] == '.' && strncasecmp(name + length - wanted, host->name, wanted) == 0;
}

static size_t name_length(const char *name) {
  size_t length = strlen(name);
  return length > 1 && name[length - 1] == '.' ? length - 1 : length;
}

/* Returns the entries of the policy, then those that the guard adds (AWS, the Runtime API, X-Ray); null after the last. */
static const struct sec3_host *host_at(size_t index) {
  const struct sec3_policy *policy = sec3_policy();
  if (index < policy->host_count) return &policy->hosts[index];
  return sec3_added_host(index - policy->host_count);
}

bool sec3_name_allowed(const char *name, uint16_t port) {
  size_t length = name_length(name);
  if (length == 9 && strncasecmp(name, "localhost", 9) == 0) return true;
  const struct sec3_host *host;
  for (size_t i = 0; (host = host_at(i)); i++) {
    if (name_matches(name, length, host) && (port == 0 || host->port == 0 || host->port == port)) return true;
  }
  return false;
}

/* ---- addresses of allowed names ---- */

enum { REMEMBERED = 1024 };
static struct {
  struct in6_addr ip;
  uint16_t port;
} remembered[REMEMBERED];
static unsigned remembered_count;
static atomic_flag remembering = ATOMIC_FLAG_INIT;

/* Bounded: in a child of fork or in a signal handler, the lock may never be released. */
static bool lock(void) {
  for (int i = 0; i < 10000; i++) {
    if (!atomic_flag_test_and_set_explicit(&remembering, memory_order_acquire)) return true;
    sched_yield();
  }
  return false;
}

static void unlock(void) {
  atomic_flag_clear_explicit(&remembering, memory_order_release);
}

void sec3_hosts_after_fork(void) {
  unlock();
}

static bool known(const struct in6_addr *ip, uint16_t port, bool exact) {
  unsigned count = remembered_count < REMEMBERED ? remembered_count : REMEMBERED;
  for (unsigned i = 0; i < count; i++) {
    uint16_t other = remembered[i].port;
    if (memcmp(&remembered[i].ip, ip, sizeof *ip) == 0 && (other == port || (other == 0 && !exact))) return true;
  }
  return false;
}

void sec3_remember_address(const char *name, const struct in6_addr *ip) {
  const struct sec3_host *host;
  size_t length = name_length(name);
  if (!lock()) return;
  for (size_t i = 0; (host = host_at(i)); i++) {
    if (!name_matches(name, length, host) || known(ip, host->port, true)) continue;
    unsigned slot = remembered_count % REMEMBERED;
    remembered[slot].ip = *ip;
    remembered[slot].port = host->port;
    /* Once it is full, the oldest entry is replaced; the count stays above REMEMBERED. */
    remembered_count = remembered_count + 1 == 2 * REMEMBERED ? REMEMBERED : remembered_count + 1;
  }
  unlock();
}

/* 0.0.0.0 and :: reach this machine as 127.0.0.1 and ::1 do. */
static bool is_loopback(const struct in6_addr *ip) {
  bool of_block = IN6_IS_ADDR_V4MAPPED(ip) && ip->s6_addr[12] == 127;
  return of_block || IN6_IS_ADDR_LOOPBACK(ip) || sec3_is_unspecified(ip);
}

bool sec3_address_allowed(const struct sockaddr *address, socklen_t length) {
  struct in6_addr ip;
  uint16_t port;
  return sec3_endpoint_of(address, length, &ip, &port) && (is_loopback(&ip) || sec3_address_listed(&ip, port));
}

bool sec3_address_listed(const struct in6_addr *ip, uint16_t port) {
  const struct sec3_host *host;
  for (size_t i = 0; (host = host_at(i)); i++) {
    if (host->kind == SEC3_HOST_ADDRESS && (host->port == 0 || host->port == port) && in_block(ip, host)) return true;
  }
  if (!lock()) return false;
  bool allowed = known(ip, port, false);
  unlock();
  return allowed;
}
