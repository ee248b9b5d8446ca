/* Name resolution. Names that the policy does not allow are not queried, because a query can leak data. */
#include "addresses.h"
#include "dns.h"
#include "events.h"
#include "hosts.h"
#include "interpose.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Whether libc reads a text as an address without a query, such as 127.1 or fe80::1%eth0. */
static bool is_numeric(const char *name) {
  struct in_addr v4;
  struct in6_addr v6;
  char address[INET6_ADDRSTRLEN];
  size_t length = strcspn(name, "%");
  if (strpbrk(name, " \t\r\n")) return false;
  if (inet_aton(name, &v4)) return true;
  if (length >= sizeof address) return false;
  memcpy(address, name, length);
  address[length] = '\0';
  return inet_pton(AF_INET6, address, &v6) == 1;
}

/*
 * The resolver uses these variables. With a search domain, a program could turn an allowed name that does not exist into
 * a name of an attacker.
 */
static bool redirected(void) {
  return getenv("LOCALDOMAIN") || getenv("HOSTALIASES");
}

static bool name_denied(const char *name, const char *api) {
  if (!sec3_active() || !name || is_numeric(name)) return false;
  if (!redirected() && (sec3_name_allowed(name, 0) || sec3_is_own_hostname(name))) return false;
  return sec3_denied(SEC3_NETWORK, api, name, NULL);
}

static void remember(const char *name, const struct addrinfo *list) {
  struct in6_addr ip;
  uint16_t port;
  if (!sec3_active() || !name || is_numeric(name)) return;
  for (; list; list = list->ai_next) {
    if (sec3_endpoint_of(list->ai_addr, list->ai_addrlen, &ip, &port)) sec3_remember_address(name, &ip);
  }
}

INTERPOSE(int, getaddrinfo, const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
  if (name_denied(node, "getaddrinfo")) return EAI_NONAME;
  int error = REAL(getaddrinfo)(node, service, hints, result);
  if (error == 0) remember(node, *result);
  return error;
}

/* Asynchronous: the guard does not see the response, so it resolves allowed names itself first. */
INTERPOSE(int, getaddrinfo_a, int mode, struct gaicb *list[], int count, struct sigevent *event) {
  for (int i = 0; sec3_active() && i < count; i++) {
    struct addrinfo *result = NULL;
    if (!list[i]) continue;
    if (name_denied(list[i]->ar_name, "getaddrinfo_a")) return EAI_NONAME;
    if (sec3_interposed_getaddrinfo(list[i]->ar_name, list[i]->ar_service, list[i]->ar_request, &result) == 0) freeaddrinfo(result);
  }
  return REAL(getaddrinfo_a)(mode, list, count, event);
}

/* Addresses of this machine whose names are known without a query. */
static bool is_localhost(const struct in6_addr *ip) {
  struct in_addr v4 = { .s_addr = htonl(INADDR_LOOPBACK) };
  struct in6_addr mapped = sec3_mapped(v4);
  return IN6_IS_ADDR_LOOPBACK(ip) || IN6_ARE_ADDR_EQUAL(ip, &mapped);
}

/* Reverse lookups: the owner of an address sees the query, and a nameserver sees queries for all other addresses of this machine. */
static bool address_denied(const struct sockaddr *address, socklen_t length, const char *api) {
  char target[80] = "?", ip[INET6_ADDRSTRLEN];
  struct in6_addr v6;
  uint16_t port;
  if (!sec3_active() || !sec3_endpoint_of(address, length, &v6, &port) || is_localhost(&v6) || sec3_address_listed(&v6, port)) return false;
  /* The address of a socket that is bound to all addresses; no host has this name. */
  if (sec3_is_unspecified(&v6)) return sec3_mode(SEC3_NETWORK) == SEC3_BLOCK;
  if (inet_ntop(AF_INET6, &v6, ip, sizeof ip)) snprintf(target, sizeof target, "[%s]", ip);
  return sec3_denied(SEC3_NETWORK, api, target, NULL);
}

INTERPOSE(int, getnameinfo, const struct sockaddr *address, socklen_t length, char *host, socklen_t host_size, char *service, socklen_t service_size,
          int flags) {
  bool asks = address && host && host_size > 0 && !(flags & NI_NUMERICHOST);
  if (asks && address_denied(address, length, "getnameinfo")) return EAI_NONAME;
  return REAL(getnameinfo)(address, length, host, host_size, service, service_size, flags);
}

static bool raw_address_denied(const void *address, socklen_t length, int family, const char *api) {
  struct sockaddr_in v4 = { .sin_family = AF_INET };
  struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
  if (family == AF_INET && length == sizeof v4.sin_addr) {
    memcpy(&v4.sin_addr, address, length);
    return address_denied((struct sockaddr *)&v4, sizeof v4, api);
  }
  if (family != AF_INET6 || length != sizeof v6.sin6_addr) return false;
  memcpy(&v6.sin6_addr, address, length);
  return address_denied((struct sockaddr *)&v6, sizeof v6, api);
}

INTERPOSE(struct hostent *, gethostbyaddr, const void *address, socklen_t length, int family) {
  if (raw_address_denied(address, length, family, "gethostbyaddr")) {
    h_errno = HOST_NOT_FOUND;
    return NULL;
  }
  return REAL(gethostbyaddr)(address, length, family);
}

/* The `_r` functions: for "not found" they return no error, but a null result. */
static int not_found(struct hostent **result, int *error) {
  *result = NULL;
  *error = HOST_NOT_FOUND;
  return 0;
}

INTERPOSE(int, gethostbyaddr_r, const void *address, socklen_t length, int family, struct hostent *entry, char *buffer, size_t size, struct hostent **result,
          int *error) {
  if (raw_address_denied(address, length, family, "gethostbyaddr")) return not_found(result, error);
  return REAL(gethostbyaddr_r)(address, length, family, entry, buffer, size, result, error);
}

static struct hostent *remembered(const char *name, struct hostent *entry) {
  struct in6_addr ip;
  if (!sec3_active() || !name || !entry || is_numeric(name)) return entry;
  for (char **address = entry->h_addr_list; *address; address++) {
    struct in_addr v4;
    if (entry->h_addrtype == AF_INET) {
      memcpy(&v4, *address, sizeof v4);
      ip = sec3_mapped(v4);
    } else {
      memcpy(&ip, *address, sizeof ip);
    }
    sec3_remember_address(name, &ip);
  }
  return entry;
}

INTERPOSE(struct hostent *, gethostbyname, const char *name) {
  if (!name_denied(name, "gethostbyname")) return remembered(name, REAL(gethostbyname)(name));
  h_errno = HOST_NOT_FOUND;
  return NULL;
}

INTERPOSE(struct hostent *, gethostbyname2, const char *name, int family) {
  if (!name_denied(name, "gethostbyname")) return remembered(name, REAL(gethostbyname2)(name, family));
  h_errno = HOST_NOT_FOUND;
  return NULL;
}

INTERPOSE(int, gethostbyname_r, const char *name, struct hostent *entry, char *buffer, size_t size, struct hostent **result, int *error) {
  if (name_denied(name, "gethostbyname")) return not_found(result, error);
  int status = REAL(gethostbyname_r)(name, entry, buffer, size, result, error);
  if (status == 0) remembered(name, *result);
  return status;
}

INTERPOSE(int, gethostbyname2_r, const char *name, int family, struct hostent *entry, char *buffer, size_t size, struct hostent **result, int *error) {
  if (name_denied(name, "gethostbyname")) return not_found(result, error);
  int status = REAL(gethostbyname2_r)(name, family, entry, buffer, size, result, error);
  if (status == 0) remembered(name, *result);
  return status;
}

/* ---- the resolver's own interface; its names in glibc with and without underscores are both in use ---- */

static int deny_query(void) {
  h_errno = HOST_NOT_FOUND;
  return -1;
}

static bool query_denied(const unsigned char *message, int length, const char *api) {
  char name[SEC3_MAX_NAME + 3];
  if (!sec3_active() || !message || length < 0 || sec3_query_allowed(message, (size_t)length, name)) return false;
  return sec3_denied(SEC3_NETWORK, api, name[0] ? name : "nameserver", NULL);
}

static int learned(int length, const unsigned char *answer, int room) {
  if (sec3_active() && length > 0) sec3_learn_answer(answer, (size_t)(length < room ? length : room));
  return length;
}

/* Joins "name" and "domain" as res_querydomain does. */
static bool domain_denied(const char *name, const char *domain, const char *api) {
  char joined[SEC3_MAX_NAME * 2];
  snprintf(joined, sizeof joined, "%s%s%s", name ? name : "", name && domain ? "." : "", domain ? domain : "");
  return name_denied(joined, api);
}

#define QUERY(function) \
  INTERPOSE(int, function, const char *name, int class, int type, unsigned char *answer, int room) { \
    if (name_denied(name, "res_query")) return deny_query(); \
    return learned(REAL(function)(name, class, type, answer, room), answer, room); \
  }
#define NQUERY(function) \
  INTERPOSE(int, function, void *resolver, const char *name, int class, int type, unsigned char *answer, int room) { \
    if (name_denied(name, "res_query")) return deny_query(); \
    return learned(REAL(function)(resolver, name, class, type, answer, room), answer, room); \
  }

QUERY(res_query)
QUERY(res_search)
QUERY(__res_query)
QUERY(__res_search)
NQUERY(res_nquery)
NQUERY(res_nsearch)
NQUERY(__res_nquery)
NQUERY(__res_nsearch)

#define QUERY_DOMAIN(function) \
  INTERPOSE(int, function, const char *name, const char *domain, int class, int type, unsigned char *answer, int room) { \
    if (domain_denied(name, domain, "res_query")) return deny_query(); \
    return learned(REAL(function)(name, domain, class, type, answer, room), answer, room); \
  }
#define NQUERY_DOMAIN(function) \
  INTERPOSE(int, function, void *resolver, const char *name, const char *domain, int class, int type, unsigned char *answer, int room) { \
    if (domain_denied(name, domain, "res_query")) return deny_query(); \
    return learned(REAL(function)(resolver, name, domain, class, type, answer, room), answer, room); \
  }

QUERY_DOMAIN(res_querydomain)
QUERY_DOMAIN(__res_querydomain)
NQUERY_DOMAIN(res_nquerydomain)
NQUERY_DOMAIN(__res_nquerydomain)

#define SEND(function) \
  INTERPOSE(int, function, const unsigned char *query, int length, unsigned char *answer, int room) { \
    if (query_denied(query, length, "res_send")) return sec3_fail(EACCES); \
    return learned(REAL(function)(query, length, answer, room), answer, room); \
  }
#define NSEND(function) \
  INTERPOSE(int, function, void *resolver, const unsigned char *query, int length, unsigned char *answer, int room) { \
    if (query_denied(query, length, "res_send")) return sec3_fail(EACCES); \
    return learned(REAL(function)(resolver, query, length, answer, room), answer, room); \
  }

SEND(res_send)
SEND(__res_send)
NSEND(res_nsend)
NSEND(__res_nsend)
