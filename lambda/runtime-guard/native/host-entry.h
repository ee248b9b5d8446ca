/* An entry of allowedHosts. */
#ifndef SEC3_HOST_ENTRY_H
#define SEC3_HOST_ENTRY_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

enum { SEC3_MAX_NAME = 253 };

/* A name (lower case, no trailing dot), or an address with a prefix length. */
struct sec3_host {
  enum { SEC3_HOST_NAME, SEC3_HOST_WILDCARD, SEC3_HOST_ADDRESS } kind;
  char name[SEC3_MAX_NAME + 1]; /* for a wildcard, the part after "*." */
  struct in6_addr address;      /* IPv4 is kept as ::ffff:a.b.c.d */
  unsigned prefix;              /* in bits of `address`, 0 to 128 */
  uint16_t port;                /* 0: any */
};

/* Parses an entry. Returns null, or the problem. */
const char *sec3_host_parse(const char *text, size_t length, struct sec3_host *host);

#endif
