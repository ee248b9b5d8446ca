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

/* Queries and responses are shorter. */
enum { TRACKED = 1024, MAX_QUERY = 1280, MAX_RESPONSE = 4096 };

/* By descriptor: the recorded nameserver, whether a query was sent, and whether it is a connection to the Runtime API. */
static struct {
  _Atomic(bool) asked, queried;
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

/* Applies the policy to a datagram for a nameserver. With MSG_MORE, the kernel would add the bytes of later messages. */
static bool query_denied(const void *message, size_t length, int flags, const char *api) {
  char name[SEC3_MAX_NAME + 3];
  if (sec3_query_allowed(message, length, name) && !(flags & MSG_MORE)) return false;
  return sec3_denied(SEC3_NETWORK, api, name[0] ? name : "nameserver", NULL);
}

/* Sending to "no family" means IPv4; connecting to it means disconnecting. */
static void settle_family(struct sockaddr_storage *address) {
  if (address->ss_family == AF_UNSPEC) address->ss_family = AF_INET;
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
  return sec3_bind_denied(address, length) ? sec3_fail(EACCES) : REAL(bind)(fd, address, length);
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
    return sec3_fail(EACCES);
  }
  track(fd, judged, length, false);
  return REAL(connect)(fd, judged, length);
}

/* Copies the bytes of a message. Returns 0 if they are longer than a query. */
static size_t gather(const struct msghdr *message, unsigned char *buffer, size_t size) {
  size_t length = 0;
  for (size_t i = 0; i < (size_t)message->msg_iovlen; i++) {
    struct iovec part = message->msg_iov[i];
    if (part.iov_len > size - length) return 0;
    memcpy(buffer + length, part.iov_base, part.iov_len);
    length += part.iov_len;
  }
  return length;
}

/* What is sent instead of the memory of the caller, which another thread may change after the check. */
struct checked {
  struct sockaddr_storage address;
  unsigned char query[MAX_QUERY];
  struct iovec part;
};

/* Applies the policy to a datagram for a nameserver. */
static bool query_message_denied(int fd, struct msghdr *message, struct checked *checked, int flags, const char *api) {
  size_t length = gather(message, checked->query, sizeof checked->query);
  if (query_denied(checked->query, length, flags, api)) return true;
  checked->part = (struct iovec){ checked->query, length };
  /* Under `alert` it can be longer. */
  if (length > 0) message->msg_iov = &checked->part, message->msg_iovlen = 1;
  if (fd >= 0 && fd < TRACKED) atomic_store(&nameserver[fd].queried, true);
  return false;
}

/* Applies the policy to a message, which then refers to what was checked. */
static bool message_denied(int fd, struct msghdr *message, struct checked *checked, int flags, const char *api) {
  if (sec3_headers_denied(message, api)) return true;
  if (!message->msg_name || message->msg_namelen < sizeof(sa_family_t)) {
    int state = nameserver_of(fd);
    if (state == WANTS_NAMESERVER) message->msg_name = &nameserver[fd].address, message->msg_namelen = nameserver[fd].length;
    return state != NO_NAMESERVER && query_message_denied(fd, message, checked, flags, api);
  }
  if (message->msg_namelen > sizeof checked->address) message->msg_namelen = sizeof checked->address;
  memcpy(&checked->address, message->msg_name, message->msg_namelen);
  settle_family(&checked->address);
  const struct sockaddr *address = message->msg_name = &checked->address;
  if (to_nameserver(address, message->msg_namelen) && is_datagram(fd)) return query_message_denied(fd, message, checked, flags, api);
  return denied(address, message->msg_namelen, api);
}

INTERPOSE(ssize_t, sendmsg, int fd, const struct msghdr *message, int flags) {
  if (!sec3_active() || !message) return REAL(sendmsg)(fd, message, flags);
  struct msghdr copy = *message;
  struct checked checked;
  return message_denied(fd, &copy, &checked, flags, "sendmsg") ? sec3_fail(EACCES) : REAL(sendmsg)(fd, &copy, flags);
}

INTERPOSE(ssize_t, sendto, int fd, const void *data, size_t size, int flags, const struct sockaddr *address, socklen_t length) {
  if (!sec3_active()) return REAL(sendto)(fd, data, size, flags, address, length);
  struct iovec part = { (void *)data, size };
  struct msghdr message = { .msg_name = (void *)address, .msg_namelen = length, .msg_iov = &part, .msg_iovlen = 1 };
  struct checked checked;
  return message_denied(fd, &message, &checked, flags, address ? "sendto" : "send") ? sec3_fail(EACCES) : REAL(sendmsg)(fd, &message, flags);
}

INTERPOSE(ssize_t, send, int fd, const void *data, size_t size, int flags) {
  if (sec3_active() && nameserver_of(fd) != NO_NAMESERVER) return sec3_interposed_sendto(fd, data, size, flags, NULL, 0);
  return REAL(send)(fd, data, size, flags);
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

/* Whether a query was sent on the socket, so that it can receive a response. The number may now be that of another socket. */
static bool awaits_response(int fd, int flags) {
  if (fd < 0 || fd >= TRACKED || !atomic_load(&nameserver[fd].queried) || flags & MSG_ERRQUEUE) return false;
  if (!is_datagram(fd)) atomic_store(&nameserver[fd].queried, false);
  return atomic_load(&nameserver[fd].queried);
}

/* Reads the next response in advance, because another thread may change it in the memory of the caller. */
static bool read_ahead(int fd, int flags) {
  unsigned char data[MAX_RESPONSE];
  struct sockaddr_storage from;
  struct iovec part = { data, sizeof data };
  struct msghdr message = { .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1 };
  ssize_t count = recvmsg(fd, &message, (flags | MSG_PEEK) & ~MSG_TRUNC);
  if (count > 0 && to_nameserver((struct sockaddr *)&from, message.msg_namelen)) sec3_learn_answer(data, (size_t)count);
  return count >= 0;
}

INTERPOSE(ssize_t, recvfrom, int fd, void *data, size_t size, int flags, struct sockaddr *address, socklen_t *length) {
  if (awaits_response(fd, flags) && !read_ahead(fd, flags)) return -1;
  return REAL(recvfrom)(fd, data, size, flags, address, length);
}

INTERPOSE(ssize_t, __recvfrom_chk, int fd, void *data, size_t size, size_t room, int flags, struct sockaddr *address, socklen_t *length) {
  if (awaits_response(fd, flags) && !read_ahead(fd, flags)) return -1;
  return REAL(__recvfrom_chk)(fd, data, size, room, flags, address, length);
}
