/*
 * Changes one setting that affects other calls, for tests of the native guard:  settings <setting> [argument]
 * Prints "done", or the name of the error.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <linux/fs.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IS(name) (strcmp(setting, name) == 0)

static int report(int failed) {
  puts(failed ? strerrorname_np(errno) : "done");
  fflush(stdout);
  return 0;
}

/* A routing header (RFC 8754) that sends the packet to another address first. */
static struct {
  unsigned char next, length, type, left, last, flags, tag[2];
  struct in6_addr segments[2];
} route = { .length = 4, .type = 4, .left = 1, .last = 1 };

static int by_header(int fd) {
  struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_addr = in6addr_loopback };
  struct iovec part = { "data", 4 };
  char control[CMSG_SPACE(sizeof route)] = { 0 };
  struct msghdr message = { &address, sizeof address, &part, 1, control, sizeof control, 0 };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){ .cmsg_level = IPPROTO_IPV6, .cmsg_type = IPV6_RTHDR, .cmsg_len = CMSG_LEN(sizeof route) };
  memcpy(CMSG_DATA(header), &route, sizeof route);
  return sendmsg(fd, &message, 0) != 4;
}

static int network(const char *setting) {
  int fd = socket(AF_INET6, SOCK_DGRAM, 0);
  /* A loose source route through 203.0.113.10. */
  unsigned char source_route[] = { IPOPT_NOP, IPOPT_LSRR, 7, 4, 203, 0, 113, 10 };
  int off = 0, on = 1;
  struct { /* in6_flowlabel_req of linux/in6.h */
    struct in6_addr destination;
    uint32_t label;
    uint8_t action, share;
    uint16_t flags, expires, linger;
    uint32_t padding;
  } flow = { .destination = in6addr_loopback, .share = 255, .flags = 1 };
  route.segments[1] = in6addr_loopback;
  if (IS("rthdr")) return report(setsockopt(fd, IPPROTO_IPV6, IPV6_RTHDR, &route, sizeof route) < 0);
  if (IS("rthdr-syscall")) return report(syscall(SYS_setsockopt, fd, IPPROTO_IPV6, IPV6_RTHDR, &route, sizeof route) < 0);
  if (IS("rthdr-message")) return report(by_header(fd));
  if (IS("source-route")) return report(setsockopt(socket(AF_INET, SOCK_DGRAM, 0), IPPROTO_IP, IP_OPTIONS, source_route, sizeof source_route) < 0);
  if (IS("flow-label")) return report(setsockopt(fd, IPPROTO_IPV6, 32, &flow, sizeof flow) < 0);
  if (IS("cork")) return report(setsockopt(fd, IPPROTO_UDP, UDP_CORK, &on, sizeof on) < 0);
  if (IS("ordinary")) return report(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) < 0);
  return -1;
}

static int files(const char *setting, const char *path) {
  struct rlimit limit;
  int fd = open(path, O_RDONLY), flags = 0;
  getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = limit.rlim_max;
  if (IS("flags") || IS("flags-syscall")) {
    if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0) return report(1);
    flags |= FS_NODUMP_FL;
    return report((IS("flags") ? ioctl(fd, FS_IOC_SETFLAGS, &flags) : syscall(SYS_ioctl, fd, FS_IOC_SETFLAGS, &flags)) < 0);
  }
  if (IS("readable")) return report(ioctl(fd, FIONREAD, &flags) < 0);
  if (IS("core") || IS("core-now")) {
    if (IS("core") && setrlimit(RLIMIT_CORE, &limit) < 0) return report(1);
    report(0);
    abort();
  }
  if (IS("core-prlimit")) return report(prlimit(0, RLIMIT_CORE, &limit, NULL) < 0);
  if (IS("core-syscall")) return report(syscall(SYS_prlimit64, 0, RLIMIT_CORE, &limit, NULL) < 0);
  if (IS("no-core")) return report(setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, limit.rlim_max }) < 0);
  if (IS("semaphore")) return report(sem_open("/sec3-settings", O_CREAT, 0600, 1) == SEM_FAILED);
  if (IS("semaphore-gone")) return report(sem_unlink("/sec3-settings") < 0);
  if (IS("shared-gone")) return report(shm_unlink("/sec3-settings") < 0);
  return -1;
}

static int variable(const char *setting) {
  static char entry[] = "NODE_V8_COVERAGE=folder";
  return report((IS("coverage") ? setenv("NODE_V8_COVERAGE", "folder", 1) : putenv(entry)) != 0);
}

/* Makes libc convert from a character set that is only defined in the folder. */
static int converters(const char *setting, const char *folder) {
  char entry[4096];
  snprintf(entry, sizeof entry, "GCONV_PATH=%s", folder);
  if ((IS("converters") ? setenv("GCONV_PATH", folder, 1) : putenv(entry)) != 0) return report(1);
  report(0);
  /* The library is loaded, and then rejected as a converter. */
  iconv_open("UTF-8", "SEC3");
  return 0;
}

int main(int count, char **arguments) {
  const char *setting = arguments[1], *argument = count > 2 ? arguments[2] : "";
  if (strncmp(setting, "converters", 10) == 0) return converters(setting, argument);
  if (strncmp(setting, "coverage", 8) == 0) return variable(setting);
  if (network(setting) == 0 || files(setting, argument) == 0) return 0;
  fprintf(stderr, "unknown setting %s\n", setting);
  return 2;
}
