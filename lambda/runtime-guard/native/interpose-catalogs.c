/* Message catalogs, which libc opens itself when a message is looked up: `sourceRead`. */
#include "events.h"
#include "interpose.h"

#include <libintl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool is_judged(void) {
  return sec3_started() && sec3_mode(SEC3_SOURCE_READ) != SEC3_ALLOW && sec3_task_root()[0];
}

/* libc puts the names of languages and domains into a path. */
static bool leads_elsewhere(const char *name) {
  return name && strchr(name, '/');
}

static bool lookup_denied(const char *domain, const char *api) {
  return is_judged() && (leads_elsewhere(domain) || leads_elsewhere(getenv("LANGUAGE"))) && sec3_denied(SEC3_SOURCE_READ, api, domain, NULL);
}

static bool is_source(const char *folder) {
  char real[PATH_MAX + 1];
  const char *root = sec3_task_root();
  if (!realpath(folder, real)) return false;
  strcat(real, "/");
  return strncmp(real, root, strlen(root)) == 0;
}

INTERPOSE(char *, bindtextdomain, const char *domain, const char *folder) {
  bool denied = folder && is_judged() && is_source(folder) && sec3_denied(SEC3_SOURCE_READ, "bindtextdomain", folder, NULL);
  return denied ? sec3_fail_pointer() : REAL(bindtextdomain)(domain, folder);
}

INTERPOSE(char *, gettext, const char *message) {
  return lookup_denied(NULL, "gettext") ? (char *)message : REAL(gettext)(message);
}

INTERPOSE(char *, dgettext, const char *domain, const char *message) {
  return lookup_denied(domain, "dgettext") ? (char *)message : REAL(dgettext)(domain, message);
}

INTERPOSE(char *, dcgettext, const char *domain, const char *message, int category) {
  return lookup_denied(domain, "dcgettext") ? (char *)message : REAL(dcgettext)(domain, message, category);
}
