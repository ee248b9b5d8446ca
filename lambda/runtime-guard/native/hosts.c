/* Which hosts a process may talk to: entries of the policy by name and by address, and addresses that allowed names resolved to. */
#include "internal.h"

#include <arpa/inet.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- parsing ---- */

/* Digits without a leading zero, up to `limit`; -1 otherwise. */
static int number(const char *text, size_t length, int limit) {
  int value = 0;
  if (length == 0 || length > 5 || (text[0] == '0' && length > 1)) return -1;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + text[i] - '0';
  }
  return value > limit ? -1 : value;
}

static const char *parse_port(const char *text, size_t length, struct sec3_host *host) {
  int port = number(text, length, 65535);
  if (port < 1) return "has a port that is not a number from 1 to 65535";
  host->port = (uint16_t)port;
  return NULL;
}

/* What follows an address: "", "/prefix", ":port" or "/prefix:port". */
static const char *parse_address_end(const char *text, size_t length, bool ipv4, struct sec3_host *host) {
  const char *end = text + length;
  if (text < end && *text == '/') {
    const char *colon = memchr(text, ':', length);
    const char *stop = colon ? colon : end;
    int prefix = number(text + 1, (size_t)(stop - text - 1), ipv4 ? 32 : 128);
    if (prefix < 0) return "has a prefix length that is not a number from 0 to 32 (IPv4) or 128 (IPv6)";
    host->prefix = (unsigned)prefix + (ipv4 ? 96 : 0);
    text = stop;
  }
  if (text == end) return NULL;
  return *text == ':' ? parse_port(text + 1, (size_t)(end - text - 1), host) : "has something after the address that is neither /prefix nor :port";
}

static bool address_of(const char *text, size_t length, bool ipv4, struct in6_addr *address) {
  char copy[INET6_ADDRSTRLEN];
  struct in_addr v4;
  if (length == 0 || length >= sizeof copy) return false;
  memcpy(copy, text, length);
  copy[length] = '\0';
  if (!ipv4) return inet_pton(AF_INET6, copy, address) == 1;
  if (inet_pton(AF_INET, copy, &v4) != 1) return false;
  *address = sec3_mapped(v4);
  return true;
}

static const char *parse_ipv6(const char *text, size_t length, struct sec3_host *host) {
  bool brackets = text[0] == '[';
  const char *stop = memchr(text, brackets ? ']' : '/', length);
  if (brackets && !stop) return "has no ']' after the IPv6 address";
  if (!stop) stop = text + length;
  /* Hexadecimal groups alone: an IPv4 address in disguise would match what the policy does not show. */
  bool dotted = memchr(text, '.', (size_t)(stop - text));
  if (dotted || !address_of(text + brackets, (size_t)(stop - text) - brackets, false, &host->address)) return "has an invalid IPv6 address";
  host->kind = SEC3_HOST_ADDRESS;
  host->prefix = 128;
  stop += brackets;
  const char *problem = parse_address_end(stop, (size_t)(text + length - stop), false, host);
  return !problem && host->port && !brackets ? "needs brackets around the IPv6 address before a port: [address]:port" : problem;
}

static bool label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Lower-cases a DNS name into `host`. The last label must not be a number: that would be an address. */
static const char *parse_name(const char *text, size_t length, struct sec3_host *host) {
  static const char problem[] = "is not a DNS name, \"*.\" and a DNS name, an address or a CIDR block";
  size_t label = 0;
  bool numeric = true;
  if (length == 0 || length > SEC3_MAX_NAME) return problem;
  for (size_t i = 0; i < length; i++) {
    char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
    host->name[i] = c;
    if (c == '.') {
      if (label == 0 || text[i - 1] == '-') return problem;
      label = 0;
      numeric = true;
      continue;
    }
    if (!label_character(c) || ++label > 63 || (label == 1 && c == '-')) return problem;
    numeric = numeric && c >= '0' && c <= '9';
  }
  host->name[length] = '\0';
  return label == 0 || numeric || text[length - 1] == '-' ? problem : NULL;
}

const char *sec3_host_parse(const char *text, size_t length, struct sec3_host *host) {
  memset(host, 0, sizeof *host);
  const char *colon = memchr(text, ':', length);
  if (length > 0 && (text[0] == '[' || (colon && memchr(colon + 1, ':', length - (size_t)(colon - text) - 1)))) {
    return parse_ipv6(text, length, host);
  }
  const char *slash = memchr(text, '/', length);
  const char *stop = slash ? slash : colon ? colon : text + length;
  if (address_of(text, (size_t)(stop - text), true, &host->address)) {
    host->kind = SEC3_HOST_ADDRESS;
    host->prefix = 128;
    return parse_address_end(stop, (size_t)(text + length - stop), true, host);
  }
  bool wildcard = length > 2 && text[0] == '*' && text[1] == '.';
  const char *name = wildcard ? text + 2 : text;
  const char *end = colon ? colon : text + length;
  host->kind = wildcard ? SEC3_HOST_WILDCARD : SEC3_HOST_NAME;
  const char *problem = parse_name(name, (size_t)(end - name), host);
  return problem || !colon ? problem : parse_port(colon + 1, (size_t)(text + length - colon - 1), host);
}

/* ---- matching ---- */

struct in6_addr sec3_mapped(struct in_addr v4) {
  struct in6_addr address = { .s6_addr = { [10] = 0xff, [11] = 0xff } };
  memcpy(&address.s6_addr[12], &v4, 4);
  return address;
}

bool sec3_endpoint_of(const struct sockaddr *address, socklen_t length, struct in6_addr *ip, uint16_t *port) {
  if (length >= sizeof(struct sockaddr_in) && address->sa_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    *ip = sec3_mapped(v4->sin_addr);
    *port = ntohs(v4->sin_port);
    return true;
  }
  /* Linux takes 24 bytes too: without the scope. */
  if (length >= 24 && address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
    *ip = v6->sin6_addr;
    *port = ntohs(v6->sin6_port);
    return true;
  }
  return false;
}

static bool in_block(const struct in6_addr *address, const struct sec3_host *block) {
  unsigned whole = block->prefix / 8, rest = block->prefix % 8;
  /* ::/0 means IPv6; IPv4, kept as ::ffff:0:0/96, is not part of it. */
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

/* The entries of the policy, then those that the guard adds (AWS, the Runtime API, X-Ray); null after the last. */
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
static struct { struct in6_addr ip; uint16_t port; } remembered[REMEMBERED];
static unsigned remembered_count;
static atomic_flag remembering = ATOMIC_FLAG_INIT;

/* Bounded: a child of fork, or a signal handler, may find a lock that nobody will open. */
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
    /* Once it is full the oldest gives way; the count stays above REMEMBERED. */
    remembered_count = remembered_count + 1 == 2 * REMEMBERED ? REMEMBERED : remembered_count + 1;
  }
  unlock();
}

/* 0.0.0.0 and :: reach this machine as 127.0.0.1 and ::1 do. */
static bool is_loopback(const struct in6_addr *ip) {
  static const struct in6_addr any_v4 = { .s6_addr = { [10] = 0xff, [11] = 0xff } };
  if (IN6_IS_ADDR_V4MAPPED(ip)) return ip->s6_addr[12] == 127 || memcmp(ip, &any_v4, sizeof any_v4) == 0;
  return IN6_IS_ADDR_LOOPBACK(ip) || IN6_IS_ADDR_UNSPECIFIED(ip);
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
