/*
 * DNS messages of resolvers that query the nameserver themselves (c-ares in Node, dnspython). A query for an allowed name may pass,
 * and the addresses in its response are then allowed.
 */
#include "dns.h"
#include "addresses.h"
#include "hosts.h"

#include <string.h>

enum { HEADER = 12, TYPE_A = 1, TYPE_AAAA = 28, TYPE_OPT = 41 };

static unsigned word(const unsigned char *at) {
  return (unsigned)(at[0] << 8 | at[1]);
}

/* Reads the uncompressed name at `offset` as text with dots. Returns the offset after it; 0 if it is not a valid host name. */
static size_t read_name(const unsigned char *message, size_t length, size_t offset, char name[SEC3_MAX_NAME + 3]) {
  size_t used = 0;
  while (offset < length && message[offset] != 0) {
    size_t label = message[offset++];
    if (label > 63 || offset + label > length || used + label + 1 > SEC3_MAX_NAME + 1) return 0;
    for (size_t i = 0; i < label; i++) {
      unsigned char c = message[offset + i];
      if (c <= ' ' || c > '~' || c == '.') return 0;
    }
    memcpy(name + used, message + offset, label);
    used += label;
    name[used++] = '.';
    offset += label;
  }
  if (offset >= length || used == 0) return 0;
  name[used - 1] = '\0';
  return offset + 1;
}

/* Returns the offset after the question; 0 unless there is exactly one. */
static size_t read_question(const unsigned char *message, size_t length, char name[SEC3_MAX_NAME + 3]) {
  if (length < HEADER || word(message + 4) != 1) return 0;
  size_t offset = read_name(message, length, HEADER, name);
  return offset == 0 || offset + 4 > length ? 0 : offset + 4;
}

bool sec3_query_allowed(const unsigned char *message, size_t length, char name[SEC3_MAX_NAME + 3]) {
  name[0] = '\0';
  size_t offset = read_question(message, length, name);
  if (offset == 0 || !sec3_name_allowed(name, 0)) return false;
  /* A plain query, without answers or other sections that could carry data. EDNS is accepted, because every hop replaces it. */
  if (message[2] & 0xf8 || word(message + 6) != 0 || word(message + 8) != 0) return false;
  if (word(message + 10) == 0) return offset == length;
  if (word(message + 10) != 1 || offset + 11 > length || message[offset] != 0 || word(message + offset + 1) != TYPE_OPT) return false;
  return offset + 11 + word(message + offset + 9) == length;
}

/* Returns the offset after a name, which may be compressed. */
static size_t skip_name(const unsigned char *message, size_t length, size_t offset) {
  while (offset < length) {
    unsigned char label = message[offset];
    if (label >= 0xc0) return offset + 2;
    offset += 1u + label;
    if (label == 0) return offset;
  }
  return length;
}

void sec3_learn_answer(const unsigned char *message, size_t length) {
  char name[SEC3_MAX_NAME + 3];
  size_t offset = read_question(message, length, name);
  if (offset == 0 || !(message[2] & 0x80) || !sec3_name_allowed(name, 0)) return;
  for (unsigned left = word(message + 6); left > 0; left--) {
    offset = skip_name(message, length, offset);
    if (offset + 10 > length) return;
    unsigned type = word(message + offset), size = word(message + offset + 8);
    offset += 10;
    if (offset + size > length) return;
    struct in6_addr ip;
    if (type == TYPE_A && size == 4) {
      struct in_addr v4;
      memcpy(&v4, message + offset, 4);
      ip = sec3_mapped(v4);
      sec3_remember_address(name, &ip);
    } else if (type == TYPE_AAAA && size == 16) {
      memcpy(&ip, message + offset, 16);
      sec3_remember_address(name, &ip);
    }
    offset += size;
  }
}
