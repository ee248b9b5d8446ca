/*
 * Sockets: the hosts that a process may send to.
 *
 * A nameserver is a special case: a process that may send it any datagram can leak data in names. So the guard does not connect a datagram socket
 * to a nameserver. `connect` only records the address, and `send` then sends queries for allowed names. All other ways to write to the
 * socket (write, sendfile, a duplicate of the descriptor) fail, because it has no destination.
 */
#include "interpose-sockets.h"
#include "addresses.h"
#include "dns.h"
#include "events.h"
#include "hosts.h"
#include "interpose-options.h"
#include "interpose.h"

#include <arpa/inet.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>
#include <unistd.h>

enum { TRACKED = 1024 };

/* By descriptor: the recorded nameserver, and whether it is a connection to the Runtime API. */
static struct {
  _Atomic(bool) asked;
  struct sockaddr_in6 address;
  socklen_t length;
} nameserver[TRACKED];
static _Atomic(bool) runtime_api[TRACKED];

/* ---- permitted destinations ---- */

static void describe(const struct sockaddr *address, socklen_t length, char *text, size_t size) {
  char ip[INET6_ADDRSTRLEN] = "?";
  struct in6_addr v6;
  uint16_t port;
  if (address->sa_family == AF_UNIX) {
    const struct sockaddr_un *local = (const struct sockaddr_un *)address;
    size_t count = length > offsetof(struct sockaddr_un, sun_path) ? length - offsetof(struct sockaddr_un, sun_path) : 0;
    bool abstract = count > 0 && local->sun_path[0] == '\0';
    snprintf(text, size, "unix:%s%.*s", abstract ? "@" : "", (int)count - abstract, local->sun_path + abstract);
  } else if (!sec3_endpoint_of(address, length, &v6, &port)) {
    snprintf(text, size, "address family %d", address->sa_family);
  } else if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    snprintf(text, size, "%s:%u", inet_ntop(AF_INET, &v6.s6_addr[12], ip, sizeof ip), port);
  } else {
    snprintf(text, size, "[%s]:%u", inet_ntop(AF_INET6, &v6, ip, sizeof ip), port);
  }
}

static bool is_local(const struct sockaddr *address) {
  return address->sa_family == AF_UNSPEC || address->sa_family == AF_NETLINK;
}

/* Whether it is a nameserver that the policy does not list. One on loopback counts too, because it forwards queries. */
static bool to_nameserver(const struct sockaddr *address, socklen_t length) {
  struct in6_addr ip;
  uint16_t port;
  return sec3_endpoint_of(address, length, &ip, &port) && sec3_is_nameserver(&ip, port) && !sec3_address_listed(&ip, port);
}

static bool to_runtime_api(const struct sockaddr *address, socklen_t length) {
  struct in6_addr ip;
  uint16_t port;
  return sec3_endpoint_of(address, length, &ip, &port) && sec3_is_runtime_api(&ip, port);
}

/* Applies the policy to a destination. */
static bool denied(const struct sockaddr *address, socklen_t length, const char *api) {
  char target[160];
  if (!sec3_started() && to_runtime_api(address, length)) sec3_init_over();
  if (is_local(address) || (sec3_address_allowed(address, length) && !to_nameserver(address, length))) return false;
  describe(address, length, target, sizeof target);
  return sec3_denied(SEC3_NETWORK, api, target, NULL);
}

static bool is_datagram(int fd) {
  int type = 0;
  socklen_t length = sizeof type;
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_DGRAM;
}

/* Applies the policy to a datagram for a nameserver. */
static bool query_denied(const void *message, size_t length, const char *api) {
  char name[SEC3_MAX_NAME + 3];
  if (sec3_query_allowed(message, length, name)) return false;
  return sec3_denied(SEC3_NETWORK, api, name[0] ? name : "nameserver", NULL);
}

/* Sending to "no family" means IPv4; connecting to it means disconnecting. */
static void settle_family(struct sockaddr_storage *address) {
  if (address->ss_family == AF_UNSPEC) address->ss_family = AF_INET;
}

static bool datagram_denied(int fd, const void *data, size_t size, const struct sockaddr *address, socklen_t length, const char *api) {
  if (to_nameserver(address, length) && is_datagram(fd)) return query_denied(data, size, api);
  return denied(address, length, api);
}

/* ---- descriptors ---- */

enum { NO_NAMESERVER, WANTS_NAMESERVER, HAS_NAMESERVER };

static void track(int fd, const struct sockaddr *address, socklen_t length, bool asked) {
  if (fd < 0 || fd >= TRACKED) return;
  atomic_store(&runtime_api[fd], to_runtime_api(address, length));
  if (asked) {
    memcpy(&nameserver[fd].address, address, length < sizeof nameserver[fd].address ? length : sizeof nameserver[fd].address);
    nameserver[fd].length = length;
  }
  atomic_store(&nameserver[fd].asked, asked);
}

/*
 * Whether `connect` was called on the datagram socket `fd` for a nameserver, and whether it is connected (possible under `alert`).
 * The number may now be that of another socket.
 */
static int nameserver_of(int fd) {
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  if (fd < 0 || fd >= TRACKED || !atomic_load(&nameserver[fd].asked)) return NO_NAMESERVER;
  if (is_datagram(fd)) {
    if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0) {
      if (to_nameserver((struct sockaddr *)&peer, length)) return HAS_NAMESERVER;
    } else if (errno == ENOTCONN) {
      return WANTS_NAMESERVER;
    }
  }
  atomic_store(&nameserver[fd].asked, false);
  return NO_NAMESERVER;
}

/* ---- bind, connect and send ---- */

bool sec3_bind_denied(const struct sockaddr *address, socklen_t length) {
  const struct sockaddr_un *local = (const struct sockaddr_un *)address;
  if (!sec3_active() || !address || length <= offsetof(struct sockaddr_un, sun_path) || address->sa_family != AF_UNIX || !local->sun_path[0]) return false;
  char path[sizeof local->sun_path + 1];
  snprintf(path, sizeof path, "%.*s", (int)(length - offsetof(struct sockaddr_un, sun_path)), local->sun_path);
  return sec3_denied(SEC3_FILE_WRITE, "bind", path, NULL);
}

INTERPOSE(int, bind, int fd, const struct sockaddr *address, socklen_t length) {
  return sec3_bind_denied(address, length) ? sec3_refuse(EACCES) : REAL(bind)(fd, address, length);
}

INTERPOSE(int, connect, int fd, const struct sockaddr *address, socklen_t length) {
  /* A copy, so that the checked address is the used one. */
  struct sockaddr_storage copy;
  if (!sec3_active() || !address || length < sizeof(sa_family_t) || length > sizeof copy) return REAL(connect)(fd, address, length);
  memcpy(&copy, address, length);
  const struct sockaddr *judged = (const struct sockaddr *)&copy;
  if (sec3_mode(SEC3_NETWORK) != SEC3_ALLOW && to_nameserver(judged, length) && is_datagram(fd)) {
    track(fd, judged, length, true);
    if (sec3_mode(SEC3_NETWORK) == SEC3_ALERT) return REAL(connect)(fd, judged, length);
    /* Otherwise an earlier destination would remain. */
    struct sockaddr none = { .sa_family = AF_UNSPEC };
    return REAL(connect)(fd, &none, sizeof none);
  } else if (denied(judged, length, "connect")) {
    return sec3_refuse(EACCES);
  }
  track(fd, judged, length, false);
  return REAL(connect)(fd, judged, length);
}

INTERPOSE(ssize_t, sendto, int fd, const void *data, size_t size, int flags, const struct sockaddr *address, socklen_t length) {
  struct sockaddr_storage copy;
  if (!sec3_active()) return REAL(sendto)(fd, data, size, flags, address, length);
  int state = address ? NO_NAMESERVER : nameserver_of(fd);
  if (state != NO_NAMESERVER && query_denied(data, size, "send")) return sec3_refuse(EACCES);
  if (state == WANTS_NAMESERVER) {
    return REAL(sendto)(fd, data, size, flags, (const struct sockaddr *)&nameserver[fd].address, nameserver[fd].length);
  }
  if (!address || length < sizeof(sa_family_t) || length > sizeof copy) return REAL(sendto)(fd, data, size, flags, address, length);
  memcpy(&copy, address, length);
  settle_family(&copy);
  if (datagram_denied(fd, data, size, (const struct sockaddr *)&copy, length, "sendto")) return sec3_refuse(EACCES);
  return REAL(sendto)(fd, data, size, flags, (const struct sockaddr *)&copy, length);
}

INTERPOSE(ssize_t, send, int fd, const void *data, size_t size, int flags) {
  if (sec3_active() && nameserver_of(fd) != NO_NAMESERVER) return sec3_interposed_sendto(fd, data, size, flags, NULL, 0);
  return REAL(send)(fd, data, size, flags);
}

/* Copies the bytes of a message, up to the maximum length of a DNS query. */
static size_t gather(const struct msghdr *message, unsigned char *buffer, size_t size) {
  size_t length = 0;
  for (size_t i = 0; i < (size_t)message->msg_iovlen; i++) {
    const struct iovec *part = &message->msg_iov[i];
    if (part->iov_len > size - length) return 0;
    memcpy(buffer + length, part->iov_base, part->iov_len);
    length += part->iov_len;
  }
  return length;
}

bool sec3_connection_denied(const struct sockaddr *address, socklen_t length) {
  return sec3_active() && address && length >= sizeof(sa_family_t) && denied(address, length, "connect");
}

bool sec3_message_denied(int fd, const struct msghdr *message, const char *api) {
  if (sec3_headers_denied(message, api)) return true;
  if (!sec3_active() || !message || !message->msg_name || message->msg_namelen < sizeof(sa_family_t)) return false;
  struct sockaddr_storage copy;
  socklen_t length = message->msg_namelen < sizeof copy ? message->msg_namelen : sizeof copy;
  memcpy(&copy, message->msg_name, length);
  settle_family(&copy);
  const struct sockaddr *address = (const struct sockaddr *)&copy;
  if (!to_nameserver(address, length) || !is_datagram(fd)) return denied(address, length, api);
  unsigned char data[1280];
  return query_denied(data, gather(message, data, sizeof data), api);
}

INTERPOSE(ssize_t, sendmsg, int fd, const struct msghdr *message, int flags) {
  if (!sec3_active() || !message) return REAL(sendmsg)(fd, message, flags);
  struct msghdr copy = *message;
  struct sockaddr_storage address;
  if (copy.msg_name && copy.msg_namelen <= sizeof address) {
    memcpy(&address, copy.msg_name, copy.msg_namelen);
    settle_family(&address);
    copy.msg_name = &address;
  } else if (!copy.msg_name) {
    int state = nameserver_of(fd);
    unsigned char data[1280];
    if (sec3_headers_denied(&copy, "sendmsg")) return sec3_refuse(EACCES);
    if (state != NO_NAMESERVER && query_denied(data, gather(&copy, data, sizeof data), "sendmsg")) return sec3_refuse(EACCES);
    if (state == WANTS_NAMESERVER) {
      copy.msg_name = &nameserver[fd].address;
      copy.msg_namelen = nameserver[fd].length;
    }
    return REAL(sendmsg)(fd, &copy, flags);
  }
  if (sec3_message_denied(fd, &copy, "sendmsg")) return sec3_refuse(EACCES);
  return REAL(sendmsg)(fd, &copy, flags);
}

INTERPOSE(int, sendmmsg, int fd, struct mmsghdr *messages, unsigned count, int flags) {
  if (!sec3_active() || !messages) return REAL(sendmmsg)(fd, messages, count, flags);
  /* One by one, so that the messages before a denied one are sent. The kernel handles errors in the same way. */
  for (unsigned i = 0; i < count; i++) {
    ssize_t sent = sec3_interposed_sendmsg(fd, &messages[i].msg_hdr, flags);
    if (sent < 0) return i ? (int)i : -1;
    messages[i].msg_len = (unsigned)sent;
  }
  return (int)count;
}

/* ---- responses: request ids from the Runtime API, and those of nameservers ---- */

static void read_request_id(const char *data, size_t size) {
  static const char header[] = "lambda-runtime-aws-request-id:";
  size_t limit = size < 8192 ? size : 8192;
  if (limit < 12 || memcmp(data, "HTTP/1.", 7) != 0) return;
  for (size_t i = 0; i + sizeof header < limit; i++) {
    if (data[i] != '\n' || strncasecmp(data + i + 1, header, sizeof header - 1) != 0) continue;
    const char *id = data + i + sizeof header;
    size_t left = limit - i - sizeof header, length = 0;
    while (left > 0 && *id == ' ') id++, left--;
    while (length < left && length < 63 && (id[length] == '-' || (id[length] >= '0' && id[length] <= '9') || (id[length] >= 'a' && id[length] <= 'z')))
      length++;
    if (length) sec3_set_request_id(id, length);
    return;
  }
}

static void received(int fd, const void *data, ssize_t size) {
  if (size > 0 && fd >= 0 && fd < TRACKED && atomic_load(&runtime_api[fd])) read_request_id(data, (size_t)size);
}

INTERPOSE(ssize_t, recv, int fd, void *data, size_t size, int flags) {
  ssize_t count = REAL(recv)(fd, data, size, flags);
  received(fd, data, count);
  return count;
}

INTERPOSE(ssize_t, __recv_chk, int fd, void *data, size_t size, size_t room, int flags) {
  ssize_t count = REAL(__recv_chk)(fd, data, size, room, flags);
  received(fd, data, count);
  return count;
}

static void received_from(const void *data, ssize_t size, const struct sockaddr *address, const socklen_t *length) {
  if (size <= 0 || !address || !length || !sec3_active() || sec3_mode(SEC3_NETWORK) == SEC3_ALLOW) return;
  if (to_nameserver(address, *length)) sec3_learn_answer(data, (size_t)size);
}

INTERPOSE(ssize_t, recvfrom, int fd, void *data, size_t size, int flags, struct sockaddr *address, socklen_t *length) {
  ssize_t count = REAL(recvfrom)(fd, data, size, flags, address, length);
  received_from(data, count < (ssize_t)size ? count : (ssize_t)size, address, length);
  return count;
}

INTERPOSE(ssize_t, __recvfrom_chk, int fd, void *data, size_t size, size_t room, int flags, struct sockaddr *address, socklen_t *length) {
  ssize_t count = REAL(__recvfrom_chk)(fd, data, size, room, flags, address, length);
  received_from(data, count < (ssize_t)size ? count : (ssize_t)size, address, length);
  return count;
}
