/* Leaves a file and nothing else. Linked statically: what guards a process by LD_PRELOAD does not see it, so the file is there exactly if it ran. */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  int fd = open(argv[1], O_CREAT | O_WRONLY, 0666);
  return fd < 0 ? 1 : close(fd);
}
