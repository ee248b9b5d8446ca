/* Which hosts a process may talk to. */
#ifndef SEC3_HOSTS_H
#define SEC3_HOSTS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* Whether the policy lets this process talk to a host by name; `port` 0 asks about resolving the name alone. */
bool sec3_name_allowed(const char *name, uint16_t port);

/* Whether it may connect to an address: allowed by itself, an address that an allowed name resolved to, loopback, the Runtime API or the X-Ray daemon. */
bool sec3_address_allowed(const struct sockaddr *address, socklen_t length);

/* As sec3_address_allowed, but not because it is loopback. */
bool sec3_address_listed(const struct in6_addr *ip, uint16_t port);

/* Allows an address that a name, which must be allowed, resolved to: at the ports of the entries that allow the name. */
void sec3_remember_address(const char *name, const struct in6_addr *ip);

void sec3_hosts_after_fork(void);

#endif
