/* IPv4 and IPv6 addresses in one form. */
#include "addresses.h"

#include <string.h>

struct in6_addr sec3_mapped(struct in_addr v4) {
  struct in6_addr address = { .s6_addr = { [10] = 0xff, [11] = 0xff } };
  memcpy(&address.s6_addr[12], &v4, 4);
  return address;
}

bool sec3_is_unspecified(const struct in6_addr *ip) {
  struct in6_addr v4 = sec3_mapped((struct in_addr){ .s_addr = INADDR_ANY });
  return IN6_IS_ADDR_UNSPECIFIED(ip) || IN6_ARE_ADDR_EQUAL(ip, &v4);
}

bool sec3_endpoint_of(const struct sockaddr *address, socklen_t length, struct in6_addr *ip, uint16_t *port) {
  if (length >= sizeof(struct sockaddr_in) && address->sa_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    *ip = sec3_mapped(v4->sin_addr);
    *port = ntohs(v4->sin_port);
    return true;
  }
  /* Linux also accepts 24 bytes, without the scope. */
  if (length >= 24 && address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
    *ip = v6->sin6_addr;
    *port = ntohs(v6->sin6_port);
    return true;
  }
  return false;
}
