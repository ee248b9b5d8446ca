/*
 * Text that Python's standard library compiles, and that is harmless for any author. It is read token by token; text that is not
 * of a known form is not accepted.
 */
#include "python-text.h"

#include <ctype.h>
#include <string.h>

enum kind { END, NAME, NUMBER, STRING, FORMATTED, MARK, UNKNOWN };

struct token {
  enum kind kind;
  const char *start;
  size_t length;
  bool after_line; /* whether it is the first token of a line after the first */
};

struct reader {
  const char *at, *end;
};

/* ---- tokens ---- */

/* Bytes from 0x80 on count as letters: outside of strings, Python accepts them only in names. */
static bool is_letter(unsigned char c) {
  return isalpha(c) || c == '_' || c >= 0x80;
}

static bool is_name_part(unsigned char c) {
  return is_letter(c) || isdigit(c);
}

static bool read_string(struct reader *r, struct token *token) {
  char quote = *r->at;
  size_t quotes = r->end - r->at > 2 && r->at[1] == quote && r->at[2] == quote ? 3 : 1;
  for (r->at += quotes; r->at < r->end; r->at++) {
    if (*r->at == '\\') {
      r->at++;
    } else if (*r->at == '\n' && quotes == 1) {
      return false;
    } else if ((size_t)(r->end - r->at) >= quotes && *r->at == quote && (quotes == 1 || (r->at[1] == quote && r->at[2] == quote))) {
      r->at += quotes;
      token->length = (size_t)(r->at - token->start);
      return true;
    }
  }
  return false;
}

static bool is_quote(const struct reader *r) {
  return r->at < r->end && (*r->at == '"' || *r->at == '\'');
}

static struct token next(struct reader *r) {
  struct token token = { .kind = END };
  for (; r->at < r->end && strchr(" \t\n", *r->at) && *r->at; r->at++) token.after_line |= *r->at == '\n';
  token.start = r->at;
  if (r->at == r->end) return token;
  if (is_letter((unsigned char)*r->at)) {
    while (r->at < r->end && is_name_part((unsigned char)*r->at)) r->at++;
    token.kind = NAME;
  } else if (isdigit((unsigned char)*r->at)) {
    while (r->at < r->end && (is_name_part((unsigned char)*r->at) || *r->at == '.')) r->at++;
    token.kind = NUMBER;
  } else if (!is_quote(r)) {
    token.kind = *r->at && strchr("()[]{},.:=<>*-+!@|/", *r->at) ? MARK : UNKNOWN;
    r->at++;
  }
  token.length = (size_t)(r->at - token.start);
  if (!is_quote(r) || (token.kind != NAME && token.length)) return token;
  /* The name before a quote is the prefix of a string. */
  bool plain = true;
  for (size_t i = 0; i < token.length; i++) plain = plain && strchr("rRbBuU", token.start[i]);
  token.kind = plain ? STRING : FORMATTED;
  if (!read_string(r, &token)) token.kind = UNKNOWN;
  return token;
}

static bool is(const struct token *token, const char *text) {
  return token->length == strlen(text) && memcmp(token->start, text, token->length) == 0;
}

static bool is_one_of(const struct token *token, const char *const *texts) {
  for (; *texts; texts++) {
    if (is(token, *texts)) return true;
  }
  return false;
}

static bool starts_with(const struct token *token, const char *text) {
  return token->length > strlen(text) && memcmp(token->start, text, strlen(text)) == 0;
}

static bool is_keyword(const struct token *token) {
  static const char *const keywords[] = {
    "False",  "None",     "True", "and",    "as",      "assert", "async",  "await",  "break", "class",  "continue", "def",
    "del",    "elif",     "else", "except", "finally", "for",    "from",   "global", "if",    "import", "in",       "is",
    "lambda", "nonlocal", "not",  "or",     "pass",    "raise",  "return", "try",    "while", "with",   "yield",    NULL,
  };
  return is_one_of(token, keywords);
}

/* ---- annotations ---- */

bool sec3_python_is_annotation(const char *text, size_t length) {
  struct reader r = { text, text + length };
  struct token before = { .kind = END }, token;
  static const char *const constants[] = { "None", "True", "False", NULL };
  for (int depth = 0; (token = next(&r)).kind != END; before = token) {
    if (token.kind == UNKNOWN || token.kind == FORMATTED || (token.after_line && depth == 0)) return false;
    if (token.kind == NAME && is_keyword(&token) && !is_one_of(&token, constants)) return false;
    if ((token.kind == STRING || token.kind == NUMBER) && depth == 0) return false;
    if (token.kind != MARK) continue;
    if (!memchr(depth ? "()[],.|-*" : "[.|", *token.start, depth ? 9 : 3)) return false;
    /* A parenthesis after a value is a call. */
    bool after_value = before.kind == NAME || before.kind == STRING || before.kind == NUMBER || is(&before, ")") || is(&before, "]");
    if (*token.start == '(' && after_value) return false;
    depth += *token.start == '[' || *token.start == '(';
    depth -= *token.start == ']' || *token.start == ')';
  }
  return before.kind != END;
}

/* ---- named tuples ---- */

bool sec3_python_is_named_tuple(const char *text, size_t length) {
  static const char *const start[] = { "lambda", "_cls", "," }, *const middle[] = { ":", "_tuple_new", "(", "_cls", ",", "(" }, *const end[] = { ")", ")" };
  struct reader r = { text, text + length };
  struct token token = { .kind = END };
  enum { START, PARAMETERS, ARGUMENTS } part = START;
  for (size_t i = 0; part == START; part = i == 3 ? PARAMETERS : START) {
    token = next(&r);
    if (token.after_line || !is(&token, start[i++])) return false;
  }
  for (;;) {
    token = next(&r);
    if (token.after_line) return false;
    if ((token.kind == NAME && !is_keyword(&token)) || is(&token, ",")) continue;
    bool parameters = part == PARAMETERS;
    size_t count = parameters ? sizeof middle / sizeof *middle : sizeof end / sizeof *end;
    for (size_t i = 0; i < count; i++) {
      if (i) token = next(&r);
      if (token.after_line || !is(&token, parameters ? middle[i] : end[i])) return false;
    }
    if (!parameters) return next(&r).kind == END;
    part = ARGUMENTS;
  }
}

/* ---- proxies ---- */

static bool is_quoted_name(const struct token *token) {
  if (token->length < 3 || !is_letter((unsigned char)token->start[1])) return false;
  for (size_t i = 1; i + 1 < token->length; i++) {
    if (!is_name_part((unsigned char)token->start[i])) return false;
  }
  return true;
}

bool sec3_python_is_proxy_method(const char *text, size_t length) {
  static const char *const expected[] = {
    "def", "a name", "(",      "self", ",", "/",           ",", "*",      "args", ",",    "*", "*",    "kwds",
    ")",   ":",      "return", "self", ".", "_callmethod", "(", "a text", ",",    "args", ",", "kwds", ")",
  };
  struct reader r = { text, text + length };
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    struct token token = next(&r);
    if (token.kind == NAME && !is_keyword(&token) && strcmp(expected[i], "a name") == 0) continue;
    if (token.kind == STRING && is_quoted_name(&token) && strcmp(expected[i], "a text") == 0) continue;
    if (!is(&token, expected[i])) return false;
  }
  return next(&r).kind == END;
}

/* ---- data classes ---- */

/* f"..." that shows a class's name and attributes of `self`, or says which attribute is frozen. */
static bool shows_attributes(const struct token *token) {
  static const char *const fields[] = { "self.__class__.__qualname__", "name!r", NULL };
  if (token->length < 3 || token->start[0] != 'f' || memchr(token->start, '\\', token->length)) return false;
  const char *at = token->start + 2, *end = token->start + token->length - 1;
  while (at < end) {
    if (*at != '{') {
      if (!is_name_part((unsigned char)*at) && !memchr("()=, ", *at, 5)) return false;
      at++;
      continue;
    }
    struct token field = { .start = at + 1 };
    while (field.start + field.length < end && field.start[field.length] != '}') field.length++;
    at = field.start + field.length + 1;
    if (is_one_of(&field, fields)) continue;
    struct reader r = { field.start, field.start + field.length };
    struct token parts[6];
    for (size_t i = 0; i < 6; i++) parts[i] = next(&r);
    if (!is(&parts[0], "self") || !is(&parts[1], ".") || parts[2].kind != NAME || !is(&parts[3], "!") || !is(&parts[4], "r") || parts[5].kind != END)
      return false;
  }
  return true;
}

/* What the methods of a data class call. */
static bool is_known_call(const struct token *name, const struct token *before) {
  static const char *const functions[] = { "hash", "type", "super", "FrozenInstanceError", "__dataclasses_recursive_repr", NULL };
  static const char *const methods[] = { "__setattr__", "__delattr__", "__post_init__", NULL };
  static const char *const operators[] = { "in", "return", NULL };
  if (name->kind != NAME) return false;
  if (is(before, ".")) return is_one_of(name, methods);
  return is(before, "def") || is_one_of(name, functions) || is_one_of(name, operators) || starts_with(name, "_dflt_") || starts_with(name, "__dataclass_dflt_");
}

bool sec3_python_is_data_class(const char *text, size_t length) {
  static const char *const keywords[] = { "def", "return", "if", "else", "is", "in", "and", "or", "raise", "pass", "True", "None", NULL };
  struct reader r = { text, text + length };
  struct token earlier = { .kind = END }, before = next(&r), token = next(&r);
  if (!is(&before, "def") || !is(&token, "__create_fn__")) return false;
  /* The whole text has to be inside of that function. */
  for (; token.kind != END; earlier = before, before = token, token = next(&r)) {
    if (token.kind == UNKNOWN || token.kind == NUMBER || (token.after_line && token.start[-1] != ' ')) return false;
    if (token.kind == NAME && is_keyword(&token) && !is_one_of(&token, keywords)) return false;
    if (token.kind == FORMATTED && !shows_attributes(&token)) return false;
    bool listed = is(&before, ",") || is(&before, "{") || (is(&before, "(") && is(&earlier, "in"));
    if (is(&before, "@") && !is(&token, "__dataclasses_recursive_repr")) return false;
    if (token.kind == STRING && !(listed && is_quoted_name(&token))) return false;
    if (token.kind != MARK) continue;
    if (!memchr("(){},.:=<>*-+!@", *token.start, 15)) return false;
    bool after_value = before.kind == NAME || before.kind == STRING || before.kind == FORMATTED || is(&before, ")") || is(&before, "}");
    if (*token.start == '(' && after_value && !is_known_call(&before, &earlier)) return false;
  }
  return true;
}
