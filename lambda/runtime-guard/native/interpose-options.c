/*
 * Settings that change the effect of other calls: options and headers that send a packet to another address than the checked one, flags of files,
 * core dumps, and variables (libc loads converters without dlopen from the folder in one of them).
 */
#include "interpose-options.h"
#include "events.h"
#include "interpose.h"

#include <linux/ioctl.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* ---- network ---- */

/* Names as in linux/in6.h and linux/sctp.h. libc's headers lack some, and conflict with those. */
enum { IPV6_PACKET_OPTIONS_OLD = 6, IPV6_FLOW_LABELS = 32, SCTP_CONNECT_OLD = 107, SCTP_CONNECT = 110, SCTP_CONNECT_3 = 111 };

/* Packets of such a socket contain their own destination. */
bool sec3_socket_denied(int family, int type) {
  int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
  bool raw = family == AF_PACKET || ((family == AF_INET || family == AF_INET6) && (kind == SOCK_RAW || kind == SOCK_PACKET));
  return raw && sec3_active() && sec3_denied(SEC3_NETWORK, "socket", "raw packets", NULL);
}

INTERPOSE(int, socket, int family, int type, int protocol) {
  return sec3_socket_denied(family, type) ? sec3_fail(EACCES) : REAL(socket)(family, type, protocol);
}

/* Source routes and similar options: a packet then goes to another address than the checked one. A corked datagram goes to that of its first message. */
static bool redirects(int level, int name) {
  if (level == IPPROTO_IP) return name == IP_OPTIONS || name == IP_RETOPTS;
  if (level == IPPROTO_UDP || level == IPPROTO_UDPLITE) return name == UDP_CORK;
  if (level == IPPROTO_SCTP) return name == SCTP_CONNECT_OLD || name == SCTP_CONNECT || name == SCTP_CONNECT_3;
  if (level != IPPROTO_IPV6) return false;
  switch (name) {
    case IPV6_2292HOPOPTS:
    case IPV6_2292DSTOPTS:
    case IPV6_2292RTHDR:
    case IPV6_PACKET_OPTIONS_OLD:
    case IPV6_NEXTHOP:
    case IPV6_FLOW_LABELS:
    case IPV6_HOPOPTS:
    case IPV6_RTHDRDSTOPTS:
    case IPV6_RTHDR:
    case IPV6_DSTOPTS: return true;
    default: return false;
  }
}

static bool redirection_denied(int level, int name, const char *api) {
  char target[64];
  snprintf(target, sizeof target, "option %d of protocol %d", name, level);
  return sec3_denied(SEC3_NETWORK, api, target, NULL);
}

bool sec3_option_denied(int level, int name) {
  return sec3_active() && redirects(level, name) && redirection_denied(level, name, "setsockopt");
}

/* With SCTP, any header may contain another destination. */
bool sec3_headers_denied(const struct msghdr *message, const char *api) {
  if (!sec3_active() || !message || !message->msg_control) return false;
  struct msghdr copy = *message;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&copy); header; header = CMSG_NXTHDR(&copy, header)) {
    bool judged = redirects(header->cmsg_level, header->cmsg_type) || header->cmsg_level == IPPROTO_SCTP;
    if (judged && redirection_denied(header->cmsg_level, header->cmsg_type, api)) return true;
  }
  return false;
}

INTERPOSE(int, setsockopt, int fd, int level, int name, const void *value, socklen_t length) {
  return sec3_option_denied(level, name) ? sec3_fail(EACCES) : REAL(setsockopt)(fd, level, name, value, length);
}

/* ---- files ---- */

/* Requests that write to a file system: flags, project, encryption, verity, shared blocks. */
bool sec3_request_denied(unsigned long request) {
  unsigned type = _IOC_TYPE(request);
  bool of_files = type == 'f' || type == 'X' || type == 0x94;
  return of_files && _IOC_DIR(request) & _IOC_WRITE && sec3_active() && sec3_denied(SEC3_FILE_WRITE, "ioctl", NULL, NULL);
}

INTERPOSE(int, ioctl, int fd, unsigned long request, ...) {
  va_list list;
  va_start(list, request);
  void *argument = va_arg(list, void *);
  va_end(list);
  return sec3_request_denied(request) ? sec3_fail(EACCES) : REAL(ioctl)(fd, request, argument);
}

/* A core dump is a file with the memory of the process. */
bool sec3_limit_denied(int resource, const struct rlimit *limit) {
  if (!sec3_active() || resource != RLIMIT_CORE || !limit || limit->rlim_cur == 0) return false;
  return sec3_denied(SEC3_FILE_WRITE, "setrlimit", "core dump", NULL);
}

/* On 64-bit Linux the limits of both have the same layout. */
#define SETRLIMIT(function) \
  INTERPOSE(int, function, int resource, const struct rlimit *limit) { \
    return sec3_limit_denied(resource, limit) ? sec3_fail(EACCES) : REAL(function)(resource, limit); \
  }
#define PRLIMIT(function) \
  INTERPOSE(int, function, pid_t process, int resource, const struct rlimit *limit, struct rlimit *old) { \
    return sec3_limit_denied(resource, limit) ? sec3_fail(EACCES) : REAL(function)(process, resource, limit, old); \
  }

SETRLIMIT(setrlimit)
SETRLIMIT(setrlimit64)
PRLIMIT(prlimit)
PRLIMIT(prlimit64)

void sec3_forbid_core_dumps(void) {
  struct rlimit limit;
  if (sec3_mode(SEC3_FILE_WRITE) != SEC3_BLOCK || getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur == 0) return;
  limit.rlim_cur = 0;
  REAL(setrlimit)(RLIMIT_CORE, &limit);
}

/* ---- variables ---- */

/* Variables that libc or Node reads later: the folder of libc's converters, and the folder in which threads of Node write which code has run. */
static bool variable_denied(const char *variable, const char *value) {
  static const struct {
    const char *name;
    enum sec3_category category;
  } JUDGED[] = { { "GCONV_PATH", SEC3_NATIVE_ADDON }, { "NODE_V8_COVERAGE", SEC3_INSPECTOR } };
  size_t length = variable ? strcspn(variable, "=") : 0;
  for (size_t i = 0; sec3_active() && i < sizeof JUDGED / sizeof *JUDGED; i++) {
    bool is_name = length == strlen(JUDGED[i].name) && strncmp(variable, JUDGED[i].name, length) == 0;
    if (is_name && sec3_denied(JUDGED[i].category, "setenv", value, NULL)) return true;
  }
  return false;
}

INTERPOSE(int, setenv, const char *name, const char *value, int overwrite) {
  return variable_denied(name, value) ? sec3_fail(EACCES) : REAL(setenv)(name, value, overwrite);
}

INTERPOSE(int, putenv, char *entry) {
  if (entry && strchr(entry, '=') && variable_denied(entry, strchr(entry, '=') + 1)) return sec3_fail(EACCES);
  return REAL(putenv)(entry);
}

void sec3_set_variable(const char *name, const char *value) {
  REAL(setenv)(name, value, 1);
}
