/* Parses entries of allowedHosts. */
#include "host-entry.h"
#include "addresses.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

/* Reads digits without a leading zero, up to `limit`; -1 for anything else. */
static int number(const char *text, size_t length, int limit) {
  int value = 0;
  if (length == 0 || length > 5 || (text[0] == '0' && length > 1)) return -1;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + text[i] - '0';
  }
  return value > limit ? -1 : value;
}

static const char *parse_port(const char *text, size_t length, struct sec3_host *host) {
  int port = number(text, length, 65535);
  if (port < 1) return "has a port that is not a number from 1 to 65535";
  host->port = (uint16_t)port;
  return NULL;
}

/* Reads the part after an address: "", "/prefix", ":port" or "/prefix:port". */
static const char *parse_address_end(const char *text, size_t length, bool ipv4, struct sec3_host *host) {
  const char *end = text + length;
  if (text < end && *text == '/') {
    const char *colon = memchr(text, ':', length);
    const char *stop = colon ? colon : end;
    int prefix = number(text + 1, (size_t)(stop - text - 1), ipv4 ? 32 : 128);
    if (prefix < 0) return "has a prefix length that is not a number from 0 to 32 (IPv4) or 128 (IPv6)";
    host->prefix = (unsigned)prefix + (ipv4 ? 96 : 0);
    text = stop;
  }
  if (text == end) return NULL;
  return *text == ':' ? parse_port(text + 1, (size_t)(end - text - 1), host) : "has something after the address that is neither /prefix nor :port";
}

static bool address_of(const char *text, size_t length, bool ipv4, struct in6_addr *address) {
  char copy[INET6_ADDRSTRLEN];
  struct in_addr v4;
  /* inet_pton does not read beyond a NUL. */
  if (length == 0 || length >= sizeof copy || memchr(text, '\0', length)) return false;
  memcpy(copy, text, length);
  copy[length] = '\0';
  if (!ipv4) return inet_pton(AF_INET6, copy, address) == 1;
  if (inet_pton(AF_INET, copy, &v4) != 1) return false;
  *address = sec3_mapped(v4);
  return true;
}

static const char *parse_ipv6(const char *text, size_t length, struct sec3_host *host) {
  bool brackets = text[0] == '[';
  const char *stop = memchr(text, brackets ? ']' : '/', length);
  if (brackets && !stop) return "has no ']' after the IPv6 address";
  if (!stop) stop = text + length;
  /* Only hexadecimal groups: an embedded IPv4 address would match addresses that the policy does not show. */
  bool dotted = memchr(text, '.', (size_t)(stop - text));
  if (dotted || !address_of(text + brackets, (size_t)(stop - text) - brackets, false, &host->address)) return "has an invalid IPv6 address";
  host->kind = SEC3_HOST_ADDRESS;
  host->prefix = 128;
  stop += brackets;
  const char *problem = parse_address_end(stop, (size_t)(text + length - stop), false, host);
  return !problem && host->port && !brackets ? "needs brackets around the IPv6 address before a port: [address]:port" : problem;
}

static bool label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Writes a DNS name in lower case to `host`. The last label must not be a number: that would be an address. */
static const char *parse_name(const char *text, size_t length, struct sec3_host *host) {
  static const char problem[] = "is not a DNS name, \"*.\" and a DNS name, an address or a CIDR block";
  size_t label = 0;
  bool numeric = true;
  if (length == 0 || length > SEC3_MAX_NAME) return problem;
  for (size_t i = 0; i < length; i++) {
    char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
    host->name[i] = c;
    if (c == '.') {
      if (label == 0 || text[i - 1] == '-') return problem;
      label = 0;
      numeric = true;
      continue;
    }
    if (!label_character(c) || ++label > 63 || (label == 1 && c == '-')) return problem;
    numeric = numeric && c >= '0' && c <= '9';
  }
  host->name[length] = '\0';
  return label == 0 || numeric || text[length - 1] == '-' ? problem : NULL;
}

const char *sec3_host_parse(const char *text, size_t length, struct sec3_host *host) {
  memset(host, 0, sizeof *host);
  const char *colon = memchr(text, ':', length);
  if (length > 0 && (text[0] == '[' || (colon && memchr(colon + 1, ':', length - (size_t)(colon - text) - 1)))) {
    return parse_ipv6(text, length, host);
  }
  const char *slash = memchr(text, '/', length);
  const char *stop = slash ? slash : colon ? colon : text + length;
  if (address_of(text, (size_t)(stop - text), true, &host->address)) {
    host->kind = SEC3_HOST_ADDRESS;
    host->prefix = 128;
    return parse_address_end(stop, (size_t)(text + length - stop), true, host);
  }
  bool wildcard = length > 2 && text[0] == '*' && text[1] == '.';
  const char *name = wildcard ? text + 2 : text;
  const char *end = colon ? colon : text + length;
  host->kind = wildcard ? SEC3_HOST_WILDCARD : SEC3_HOST_NAME;
  const char *problem = parse_name(name, (size_t)(end - name), host);
  return problem || !colon ? problem : parse_port(colon + 1, (size_t)(text + length - colon - 1), host);
}
