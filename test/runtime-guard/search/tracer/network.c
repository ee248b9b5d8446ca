#include "network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* As in linux/in6.h, which conflicts with libc's headers. */
enum { MOST_MESSAGES = 16, FLOW_LABELS = 32 };

static bool stays(const struct in6_addr *ip) {
  if (!IN6_IS_ADDR_V4MAPPED(ip)) return IN6_IS_ADDR_LOOPBACK(ip) || IN6_IS_ADDR_UNSPECIFIED(ip);
  return ip->s6_addr[12] == 127 || memcmp(&ip->s6_addr[12], "\0\0\0\0", 4) == 0;
}

static void describe_unix(const struct sockaddr_un *address, size_t length, char words[PATH_MAX]) {
  if (length <= sizeof address->sun_family) return;
  int size = (int)(length - sizeof address->sun_family);
  bool named = address->sun_path[0] != '\0';
  snprintf(words, PATH_MAX, "unix:%s%.*s", named ? "" : "@", named ? size : size - 1, address->sun_path + !named);
}

void describe_address(pid_t thread, uint64_t where, size_t length, char words[PATH_MAX]) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
    struct sockaddr_storage most;
  } address = { .most = { 0 } };
  char text[INET6_ADDRSTRLEN];
  words[0] = '\0';
  if (length > sizeof address) length = sizeof address;
  if (!where || read_memory(thread, where, &address, length) < sizeof address.any.sa_family) return;
  switch (address.any.sa_family) {
    case AF_INET:
      if (ntohl(address.v4.sin_addr.s_addr) >> 24 == 127 || address.v4.sin_addr.s_addr == 0) return;
      snprintf(words, PATH_MAX, "%s:%d", inet_ntop(AF_INET, &address.v4.sin_addr, text, sizeof text), ntohs(address.v4.sin_port));
      return;
    case AF_INET6:
      if (stays(&address.v6.sin6_addr)) return;
      snprintf(words, PATH_MAX, "[%s]:%d", inet_ntop(AF_INET6, &address.v6.sin6_addr, text, sizeof text), ntohs(address.v6.sin6_port));
      return;
    case AF_UNIX: describe_unix(&address.local, length, words); return;
    case AF_UNSPEC:
    case AF_NETLINK:
    case AF_ALG: return;
    default: snprintf(words, PATH_MAX, "an address of family %d", address.any.sa_family);
  }
}

void describe_message(pid_t thread, uint64_t where, char words[PATH_MAX]) {
  struct msghdr message;
  words[0] = '\0';
  if (read_memory(thread, where, &message, sizeof message) == sizeof message) describe_address(thread, (uint64_t)message.msg_name, message.msg_namelen, words);
}

void describe_messages(pid_t thread, uint64_t where, uint64_t count, char words[PATH_MAX]) {
  words[0] = '\0';
  for (uint64_t i = 0; i < count && i < MOST_MESSAGES && !words[0]; i++) describe_message(thread, where + i * sizeof(struct mmsghdr), words);
}

void describe_option(int level, int option, char words[PATH_MAX]) {
  static const int ROUTES[] = { IPV6_2292RTHDR,    IPV6_2292PKTOPTIONS, IPV6_2292HOPOPTS, IPV6_2292DSTOPTS, IPV6_HOPOPTS,
                                IPV6_RTHDRDSTOPTS, IPV6_RTHDR,          IPV6_DSTOPTS,     FLOW_LABELS };
  bool routes = (level == IPPROTO_IP && option == IP_OPTIONS) || (level == IPPROTO_UDP && option == UDP_CORK);
  for (size_t i = 0; level == IPPROTO_IPV6 && i < sizeof ROUTES / sizeof *ROUTES; i++) routes |= option == ROUTES[i];
  words[0] = '\0';
  if (routes) snprintf(words, PATH_MAX, "option %d of level %d", option, level);
}
