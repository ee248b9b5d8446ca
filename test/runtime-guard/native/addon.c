/* A library that shows that its code has run. */
#include <stdio.h>

__attribute__((constructor)) static void loaded(void) {
  puts("addon loaded");
  fflush(stdout);
}
