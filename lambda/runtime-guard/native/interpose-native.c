/* Native code and process memory, through which code in the process could disable the guard. */
#include "interpose-native.h"
#include "denials.h"
#include "deployed-files.h"
#include "events.h"
#include "interpose.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static _Atomic(bool (*)(const char *)) judge;

void sec3_set_library_judge(bool (*trusted)(const char *real_path)) {
  atomic_store(&judge, trusted);
}

/* ---- libraries ---- */

static bool is_trusted(const char *real_path) {
  bool (*function)(const char *) = atomic_load(&judge);
  return sec3_is_brought(real_path) || (function && function(real_path));
}

/* Finds the first file `name` in the folders of LD_LIBRARY_PATH, which the loader searches before those of the system. An empty entry is the current folder. */
static char *in_library_path(const char *name) {
  char candidate[4096];
  const char *path = sec3_library_path();
  while (*path) {
    size_t length = strcspn(path, ":;");
    snprintf(candidate, sizeof candidate, "%.*s/%s", length ? (int)length : 1, length ? path : ".", name);
    char *real_path = realpath(candidate, NULL);
    if (real_path) return real_path;
    path += length + (path[length] != '\0');
  }
  return NULL;
}

static int is_file_of(struct dl_phdr_info *image, size_t size, void *wanted) {
  struct stat file;
  (void)size;
  return image->dlpi_name[0] && stat(image->dlpi_name, &file) == 0 && file.st_dev == ((struct stat *)wanted)->st_dev &&
         file.st_ino == ((struct stat *)wanted)->st_ino;
}

/* Whether the file is a library that is loaded in the process. Does not use the loader, which would read the file. */
static bool is_loaded(const char *path) {
  struct stat file;
  return stat(path, &file) == 0 && dl_iterate_phdr(is_file_of, &file);
}

/*
 * Whether loading `*name` must be denied, because its code is neither of the system nor of the runtime.
 * Under `block`, the path is replaced by the one that was checked, because links may change in between.
 */
static bool library_denied(const char **name, const char *api) {
  /* Kept until the next call, on the heap, as the loader does: the stack of each thread contains its variables, and can be small. */
  static __thread char *real_path;
  if (sec3_mode(SEC3_NATIVE_ADDON) == SEC3_ALLOW || !*name || !**name) return false;
  bool is_path = strchr(*name, '/');
  free(real_path);
  real_path = is_path ? realpath(*name, NULL) : in_library_path(*name);
  /* A file without a path may exist: in memory (memfd), or deleted but open. The loader finds bare names through its own configuration. */
  if (!real_path && !(is_path && access(*name, F_OK) == 0)) return false;
  if (real_path && (is_trusted(real_path) || is_loaded(real_path))) {
    if (is_path && sec3_mode(SEC3_NATIVE_ADDON) == SEC3_BLOCK) *name = real_path;
    return false;
  }
  return sec3_denied(SEC3_NATIVE_ADDON, api, *name, NULL);
}

/* Returns null, with a message for dlerror: callers such as libuv treat a failure without one as success. */
static void *no_library(const char *name) {
  char reason[SEC3_MAX_WORDS + 320], words[SEC3_MAX_WORDS];
  sec3_denial_words(SEC3_NATIVE_ADDON, NULL, words);
  snprintf(reason, sizeof reason, "/%s: %.300s", words, name);
  typedef void *loader(const char *, int);
  ((loader *)sec3_real(SEC3_REAL_dlopen))(reason, RTLD_LAZY);
  return sec3_fail_pointer();
}

/* The loader searches the caller's RUNPATH, so it has to see the caller's return address. */
INTERPOSE(void *, dlopen, const char *name, int flags) {
  if (library_denied(&name, "dlopen")) return no_library(name);
  TAIL_CALL(REAL(dlopen)(name, flags));
}

INTERPOSE(void *, dlmopen, Lmid_t space, const char *name, int flags) {
  if (library_denied(&name, "dlmopen")) return no_library(name);
  TAIL_CALL(REAL(dlmopen)(space, name, flags));
}

/* ---- process memory ---- */

INTERPOSE(long, ptrace, int request, ...) {
  va_list list;
  va_start(list, request);
  pid_t process = va_arg(list, pid_t);
  void *address = va_arg(list, void *);
  void *data = va_arg(list, void *);
  va_end(list);
  if (sec3_tampering_denied("ptrace", NULL)) return sec3_fail(EPERM);
  return REAL(ptrace)(request, process, address, data);
}

INTERPOSE(ssize_t, process_vm_writev, pid_t process, const struct iovec *local, unsigned long local_count, const struct iovec *remote,
          unsigned long remote_count, unsigned long flags) {
  if (sec3_tampering_denied("process_vm_writev", NULL)) return sec3_fail(EPERM);
  return REAL(process_vm_writev)(process, local, local_count, remote, remote_count, flags);
}

/* A process may read itself this way, as crash reporters and unwinders do. */
INTERPOSE(ssize_t, process_vm_readv, pid_t process, const struct iovec *local, unsigned long local_count, const struct iovec *remote,
          unsigned long remote_count, unsigned long flags) {
  if (process != getpid() && sec3_tampering_denied("process_vm_readv", NULL)) return sec3_fail(EPERM);
  return REAL(process_vm_readv)(process, local, local_count, remote, remote_count, flags);
}

/* SIGUSR1 starts Node's inspector. */
INTERPOSE(int, kill, pid_t process, int number) {
  bool self = process == getpid() || process == 0 || process == -1 || process == -getpgrp();
  if (number == SIGUSR1 && self && sec3_runtime() == SEC3_NODE && sec3_denied(SEC3_INSPECTOR, "kill", "SIGUSR1", NULL)) return sec3_fail(EACCES);
  return REAL(kill)(process, number);
}

/* ---- the meaning of paths and descriptors ---- */

/* With another root, other namespaces or its own descriptors, a thread would reach other files by the names that the guard checks. */
INTERPOSE(int, chroot, const char *path) {
  return sec3_tampering_denied("chroot", path) ? sec3_fail(EPERM) : REAL(chroot)(path);
}

INTERPOSE(int, unshare, int flags) {
  return sec3_tampering_denied("unshare", NULL) ? sec3_fail(EPERM) : REAL(unshare)(flags);
}

INTERPOSE(int, setns, int fd, int kind) {
  return sec3_tampering_denied("setns", NULL) ? sec3_fail(EPERM) : REAL(setns)(fd, kind);
}
