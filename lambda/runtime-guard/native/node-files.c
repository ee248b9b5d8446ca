/* Reads the files of the module loader without JavaScript in between. */
#include "node-files.h"
#include "deployed-files.h"
#include "interpose-open.h"
#include "reads-apart.h"
#include "state.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char entry[PATH_MAX];

void sec3_node_set_entry(const char *path) {
  if (!entry[0] && !realpath(path, entry)) entry[0] = '\0';
}

/* Files that are never source: package.json, which the loader reads by its own functions and gives to any code that requires it, and certificates, which OpenSSL reads when it needs them. */
static enum sec3_read judge_read(const char *path, const char *api, const void *caller) {
  static const char description[] = "/package.json";
  size_t length = strlen(path), end = sizeof description - 1;
  (void)api, (void)caller;
  if (length >= end && strcmp(path + length - end, description) == 0) return SEC3_READ_ORDINARY;
  return strcmp(path, sec3_certificates()) == 0 ? SEC3_READ_ORDINARY : SEC3_READ_JUDGED;
}

void sec3_node_judge_reads(void) {
  sec3_set_read_judge(judge_read);
}

/* Outside of Lambda no folder is marked as deployed, so every file counts as deployed. */
static bool may_be_loaded(int fd) {
  char path[PATH_MAX];
  if (!sec3_has_task_root() || sec3_is_deployed_file(fd)) return true;
  return sec3_path_of(fd, path) && strcmp(path, entry) == 0;
}

napi_value sec3_node_base64(napi_env env, const unsigned char *bytes, size_t length) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  napi_value result = NULL;
  char *text = malloc((length + 2) / 3 * 4 + 1), *end = text;
  if (!text) return NULL;
  for (size_t i = 0; i < length; i += 3) {
    unsigned bits = (unsigned)bytes[i] << 16 | (i + 1 < length ? (unsigned)bytes[i + 1] << 8 : 0) | (i + 2 < length ? bytes[i + 2] : 0);
    *end++ = digits[bits >> 18];
    *end++ = digits[bits >> 12 & 63];
    *end++ = i + 1 < length ? digits[bits >> 6 & 63] : '=';
    *end++ = i + 2 < length ? digits[bits & 63] : '=';
  }
  sec3_node()->create_latin1(env, text, (size_t)(end - text), &result);
  free(text);
  return result;
}

static napi_value in_form(napi_env env, const unsigned char *content, size_t length, enum sec3_node_form form) {
  napi_value result = NULL;
  switch (form) {
    case SEC3_TEXT: sec3_node()->create_string(env, (const char *)content, length, &result); return result;
    case SEC3_BYTES: sec3_node()->create_buffer(env, length, content, NULL, &result); return result;
    default: return sec3_node_base64(env, content, length);
  }
}

napi_value sec3_node_read(napi_env env, const char *path, enum sec3_node_form form) {
  struct stat file;
  napi_value result = NULL;
  int held = sec3_hold(AT_FDCWD, path, 0);
  if (held < 0) return NULL;
  if (fstat(held, &file) == 0 && S_ISREG(file.st_mode) && may_be_loaded(held)) {
    unsigned char *content = malloc((size_t)file.st_size + 1);
    ssize_t length = content ? sec3_read_held(held, 0, content, (size_t)file.st_size) : -1;
    if (length >= 0) result = in_form(env, content, (size_t)length, form);
    free(content);
  }
  close(held);
  return result;
}
