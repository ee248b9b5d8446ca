/*
 * The policy document: a strict JSON parser for this one format. It uses no heap, rejects unknown keys and values,
 * and reports the JSON pointer and the reason of the first problem.
 */
#include "policy.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const sec3_category_names[SEC3_CATEGORIES] = {
  "childProcess", "network", "fileWrite", "sourceRead", "nativeAddon", "dynamicCode", "worker", "inspector",
};
const char *const sec3_mode_names[3] = { "allow", "alert", "block" };

/* The last one is optional. */
static const char *const keys[] = { "version", "modes", "allowedHosts", "awsEndpoints", "onDegraded", "initCode" };
enum { KEYS = sizeof keys / sizeof *keys, REQUIRED_KEYS = KEYS - 1, MAX_STRING = 320 };

struct parser {
  const char *at;
  const char *end;
  struct sec3_policy *policy;
  struct sec3_policy_error *error;
  char pointer[128];
};

struct string {
  char bytes[MAX_STRING + 1];
  size_t length;
};

__attribute__((format(printf, 2, 3))) static bool fail(struct parser *p, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(p->error->problem, sizeof p->error->problem, format, arguments);
  va_end(arguments);
  snprintf(p->error->pointer, sizeof p->error->pointer, "%s", p->pointer);
  return false;
}

static void skip_space(struct parser *p) {
  while (p->at < p->end && memchr(" \t\r\n", *p->at, 4)) p->at++;
}

/* The text at the parser's position, cut to fit into a message. */
static const char *excerpt(const struct parser *p, char buffer[48]) {
  size_t length = 0;
  for (const char *c = p->at; c < p->end && length < 40; c++) buffer[length++] = *c < ' ' || *c > '~' ? '?' : *c;
  if (length == 0) return "the end of the document";
  buffer[length] = '\0';
  return buffer;
}

static bool expected(struct parser *p, const char *what) {
  char buffer[48];
  return fail(p, "expected %s, found %s", what, excerpt(p, buffer));
}

static bool take(struct parser *p, char wanted) {
  skip_space(p);
  if (p->at == p->end || *p->at != wanted) return false;
  p->at++;
  return true;
}

/* Reads a literal. No letter, digit or dot may follow, so that `1` is not the start of `10`. */
static bool take_literal(struct parser *p, const char *literal) {
  skip_space(p);
  size_t length = strlen(literal);
  if ((size_t)(p->end - p->at) < length || memcmp(p->at, literal, length) != 0) return false;
  const char *after = p->at + length;
  if (after < p->end && !memchr(" \t\r\n,]}", *after, 7)) return false;
  p->at = after;
  return true;
}

static int hex(const struct parser *p) {
  int value = 0;
  if (p->end - p->at < 4) return -1;
  for (int i = 0; i < 4; i++) {
    char c = p->at[i];
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* Reads the part after a backslash. A policy only uses ASCII: other code points become '?', which no name contains. */
static int unescape(struct parser *p) {
  static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  char c = *p->at++;
  const char *found = memchr(escapes, c, sizeof escapes - 1);
  if (found) return meanings[found - escapes];
  int code = c == 'u' ? hex(p) : -1;
  if (code < 0) return -1;
  p->at += 4;
  return code < 0x80 ? code : '?';
}

static bool take_string(struct parser *p, const char *what, struct string *string) {
  skip_space(p);
  if (p->at == p->end || *p->at != '"') return expected(p, what);
  const char *start = p->at++;
  string->length = 0;
  while (p->at < p->end && *p->at != '"') {
    int c = (unsigned char)*p->at++;
    if (c == '\\' && p->at < p->end) c = unescape(p);
    else if (c < ' ') c = -1;
    if (c < 0 || string->length == MAX_STRING) {
      p->at = start;
      return expected(p, c < 0 ? "a valid JSON string" : "a shorter string");
    }
    string->bytes[string->length++] = (char)c;
  }
  if (p->at == p->end) {
    p->at = start;
    return expected(p, "a string that ends");
  }
  p->at++;
  string->bytes[string->length] = '\0';
  return true;
}

static int index_of(const struct string *string, const char *const *names, int count) {
  for (int i = 0; i < count; i++) {
    if (strlen(names[i]) == string->length && memcmp(names[i], string->bytes, string->length) == 0) return i;
  }
  return -1;
}

/* Makes a string of the document printable and short, for a message. */
static const char *shown(struct string *string) {
  for (size_t i = 0; i < string->length; i++) {
    if (string->bytes[i] < ' ' || string->bytes[i] > '~') string->bytes[i] = '?';
  }
  return string->bytes;
}

/* Reads an object with the keys `names`, in any order, each once. The first `required` of them must be present. */
static bool take_object(struct parser *p, const char *const *names, int count, int required, bool (*value)(struct parser *, int key)) {
  unsigned seen = 0;
  size_t depth = strlen(p->pointer);
  if (!take(p, '{')) return expected(p, "an object");
  if (!take(p, '}')) {
    do {
      struct string key;
      if (!take_string(p, "a key in double quotes", &key)) return false;
      int index = index_of(&key, names, count);
      if (index < 0) return fail(p, "unknown key \"%.100s\"; remove it", shown(&key));
      if (seen & (1u << index)) return fail(p, "key \"%s\" appears twice; remove one", names[index]);
      seen |= 1u << index;
      if (!take(p, ':')) return expected(p, "':' after a key");
      snprintf(p->pointer + depth, sizeof p->pointer - depth, "/%s", names[index]);
      if (!value(p, index)) return false;
      p->pointer[depth] = '\0';
    } while (take(p, ','));
    if (!take(p, '}')) return expected(p, "',' or '}'");
  }
  for (int i = 0; i < required; i++) {
    if (!(seen & (1u << i))) return fail(p, "key \"%s\" is missing; it is required", names[i]);
  }
  return true;
}

static bool take_mode(struct parser *p, int category) {
  static const char choices[] = "\"block\", \"alert\" or \"allow\"";
  struct string name;
  if (!take_string(p, choices, &name)) return false;
  int mode = index_of(&name, sec3_mode_names, 3);
  if (mode < 0) return fail(p, "expected %s, found \"%.100s\"", choices, shown(&name));
  p->policy->modes[category] = (enum sec3_mode)mode;
  return true;
}

static bool take_host(struct parser *p) {
  struct string text;
  if (p->policy->host_count == SEC3_MAX_HOSTS) return fail(p, "more than %d entries; use wildcards or CIDR blocks", SEC3_MAX_HOSTS);
  if (!take_string(p, "a host in double quotes", &text)) return false;
  const char *problem = sec3_host_parse(text.bytes, text.length, &p->policy->hosts[p->policy->host_count]);
  if (problem) return fail(p, "\"%.100s\" %s", shown(&text), problem);
  p->policy->host_count++;
  return true;
}

/* Returns the reason why a pattern is not a path below the function's folder; null if it is one. */
static const char *pattern_problem(const struct string *text) {
  if (text->length == 0 || text->length > SEC3_MAX_PATTERN) return "is not between 1 and 200 characters long";
  for (const char *part = text->bytes, *end; part; part = *end ? end + 1 : NULL) {
    end = part + strcspn(part, "/");
    bool dots = end - part <= 2 && strspn(part, ".") >= (size_t)(end - part);
    if (dots) return "has an empty part, . or .. in it; write a path relative to the function's folder, such as package/module.py or package/**";
  }
  for (size_t i = 0; i < text->length; i++) {
    if (text->bytes[i] < ' ' || text->bytes[i] > '~' || strchr("\"\\", text->bytes[i]))
      return "has a character that is no printable ASCII, a quote or a backslash";
  }
  return NULL;
}

static bool take_pattern(struct parser *p) {
  struct string text;
  struct sec3_policy *policy = p->policy;
  if (policy->init_code_count == SEC3_MAX_INIT_CODE) return fail(p, "more than %d entries; use ** for whole folders", SEC3_MAX_INIT_CODE);
  if (!take_string(p, "a path in double quotes", &text)) return false;
  const char *problem = pattern_problem(&text);
  if (problem) return fail(p, "\"%.100s\" %s", shown(&text), problem);
  memcpy(policy->init_code[policy->init_code_count++], text.bytes, text.length + 1);
  return true;
}

/* Reads an array, and counts its values in `count`. */
static bool take_array(struct parser *p, const char *what, size_t *count, bool (*value)(struct parser *)) {
  size_t depth = strlen(p->pointer);
  *count = 0;
  if (!take(p, '[')) return expected(p, what);
  if (take(p, ']')) return true;
  do {
    snprintf(p->pointer + depth, sizeof p->pointer - depth, "/%zu", *count);
    if (!value(p)) return false;
    p->pointer[depth] = '\0';
  } while (take(p, ','));
  return take(p, ']') || expected(p, "',' or ']'");
}

static bool take_flag(struct parser *p, bool *flag) {
  *flag = take_literal(p, "true");
  return *flag || take_literal(p, "false") || expected(p, "true or false");
}

static bool take_degraded(struct parser *p) {
  struct string name;
  static const char *const choices[] = { "fail", "warn" };
  if (!take_string(p, "\"fail\" or \"warn\"", &name)) return false;
  int choice = index_of(&name, choices, 2);
  if (choice < 0) return fail(p, "expected \"fail\" or \"warn\", found \"%.100s\"", shown(&name));
  p->policy->warn_when_degraded = choice == 1;
  return true;
}

static bool take_value(struct parser *p, int key) {
  switch (key) {
    case 0: return take_literal(p, "1") || expected(p, "1, the version that this guard knows");
    case 1: return take_object(p, sec3_category_names, SEC3_CATEGORIES, SEC3_CATEGORIES, take_mode);
    case 2: return take_array(p, "an array of hosts", &p->policy->host_count, take_host);
    case 3: return take_flag(p, &p->policy->aws_endpoints);
    case 4: return take_degraded(p);
    default: return take_array(p, "an array of paths", &p->policy->init_code_count, take_pattern);
  }
}

bool sec3_policy_parse(const char *text, size_t length, struct sec3_policy *policy, struct sec3_policy_error *error) {
  struct parser p = { .at = text, .end = text + length, .policy = policy, .error = error };
  if (!take_object(&p, keys, KEYS, REQUIRED_KEYS, take_value)) return false;
  skip_space(&p);
  return p.at == p.end || expected(&p, "nothing after the document");
}
