/* Addresses of both families in one form: IPv4 is kept as ::ffff:a.b.c.d. */
#ifndef SEC3_ADDRESSES_H
#define SEC3_ADDRESSES_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct in6_addr sec3_mapped(struct in_addr v4);

/* 0.0.0.0 or ::. */
bool sec3_is_unspecified(const struct in6_addr *ip);

/* The address and port of an endpoint; false if it is of another family than IPv4 and IPv6. */
bool sec3_is_unspecified(const struct in6_addr *ip);

bool sec3_endpoint_of(const struct sockaddr *address, socklen_t length, struct in6_addr *ip, uint16_t *port);

#endif
