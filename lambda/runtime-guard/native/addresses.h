/* IPv4 and IPv6 addresses in one form: IPv4 is stored as ::ffff:a.b.c.d. */
#ifndef SEC3_ADDRESSES_H
#define SEC3_ADDRESSES_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct in6_addr sec3_mapped(struct in_addr v4);

/* 0.0.0.0 or ::. */
bool sec3_is_unspecified(const struct in6_addr *ip);

/* Gets the address and port of an endpoint; false if its family is neither IPv4 nor IPv6. */
bool sec3_is_unspecified(const struct in6_addr *ip);

bool sec3_endpoint_of(const struct sockaddr *address, socklen_t length, struct in6_addr *ip, uint16_t *port);

#endif
