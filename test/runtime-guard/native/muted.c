/*
 * Disables the guard's log in one way, then creates a file, for tests of the native guard:  muted <way> <file>
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST = 2, MANY = 4096 };

#define IS(name) (strcmp(way, name) == 0)

static void mute(const char *way, int null) {
  if (IS("close_range")) close_range(FIRST, ~0u, 0);
  if (IS("closefrom")) closefrom(FIRST);
  if (IS("syscall-close_range")) syscall(SYS_close_range, FIRST, ~0u, 0);
  if (IS("shutdown")) shutdown(2, SHUT_RDWR);
  for (int fd = FIRST; fd < MANY; fd++) {
    if (fd == null) continue;
    if (IS("close")) close(fd);
    if (IS("dup2")) dup2(null, fd);
    if (IS("dup3")) dup3(null, fd, O_CLOEXEC);
    if (IS("syscall-close")) syscall(SYS_close, fd);
    if (IS("syscall-dup3")) syscall(SYS_dup3, null, fd, O_CLOEXEC);
#ifdef SYS_dup2
    if (IS("syscall-dup2")) syscall(SYS_dup2, null, fd);
#endif
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  mute(argv[1], open("/dev/null", O_RDWR));
  return open(argv[2], O_CREAT | O_WRONLY, 0644) < 0;
}
