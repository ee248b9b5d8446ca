#include "python-encoding.h"

#include <ctype.h>
#include <string.h>

static const char *const OWN[] = { "utf-8", "utf8", "latin-1", "latin1", "iso-8859-1", "iso8859-1", "iso-latin-1", "ascii", "us-ascii" };

/* The characters that Python reads: letters, digits, and some marks. */
static size_t name_length(const char *name, const char *end) {
  size_t length = 0;
  while (name + length < end && (isalnum((unsigned char)name[length]) || (name[length] && strchr("-_.", name[length])))) length++;
  return length;
}

static bool is_own(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++) {
    size_t at = 0;
    while (at < length && OWN[i][at] && OWN[i][at] == (name[at] == '_' ? '-' : tolower((unsigned char)name[at]))) at++;
    if (at == length && !OWN[i][at]) return true;
  }
  return false;
}

/* Finds the encoding in a comment: "coding", ":" or "=", and the name. */
static bool names_codec(const char *comment, const char *end) {
  for (const char *at = comment; (at = memmem(at, (size_t)(end - at), "coding", 6));) {
    at += 6;
    if (at == end || (*at != ':' && *at != '=')) continue;
    do at++;
    while (at < end && (*at == ' ' || *at == '\t'));
    size_t length = name_length(at, end);
    if (length > 0 && !is_own(at, length)) return true;
  }
  return false;
}

bool sec3_python_needs_codec(const char *source, size_t length) {
  const char *at = source, *end = source + length;
  if (length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) at += 3;
  for (int line = 0; line < 2 && at < end; line++) {
    const char *stop = at;
    while (stop < end && *stop != '\n' && *stop != '\r') stop++;
    while (at < stop && (*at == ' ' || *at == '\t' || *at == '\f')) at++;
    if (at < stop && *at == '#' && names_codec(at, stop)) return true;
    at = stop + 1 < end && stop[0] == '\r' && stop[1] == '\n' ? stop + 2 : stop + 1;
  }
  return false;
}
