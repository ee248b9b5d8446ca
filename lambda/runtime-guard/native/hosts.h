/* The hosts that a process may reach. */
#ifndef SEC3_HOSTS_H
#define SEC3_HOSTS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* Whether this process may reach a host by name. With `port` 0: whether it may resolve the name. */
bool sec3_name_allowed(const char *name, uint16_t port);

/* Whether it may connect to an address: a listed one, one that an allowed name resolved to, loopback, the Runtime API or the X-Ray daemon. */
bool sec3_address_allowed(const struct sockaddr *address, socklen_t length);

/* As sec3_address_allowed, without the exception for loopback. */
bool sec3_address_listed(const struct in6_addr *ip, uint16_t port);

/* Allows an address that an allowed name resolved to, at the ports of the entries that allow the name. */
void sec3_remember_address(const char *name, const struct in6_addr *ip);

void sec3_hosts_after_fork(void);

#endif
