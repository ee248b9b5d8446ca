/* A library that leaves the file LOADED_MARKER (an environment variable) when it is loaded, by raw system calls that no other library sees. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>

static long raw(long number, long a, long b, long c, long d) {
  long result;
#if defined(__x86_64__)
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  result = x0;
#endif
  return result;
}

__attribute__((constructor)) static void loaded(void) {
  const char *marker = getenv("LOADED_MARKER");
  if (marker) raw(SYS_openat, AT_FDCWD, (long)marker, O_CREAT | O_WRONLY, 0666);
}
