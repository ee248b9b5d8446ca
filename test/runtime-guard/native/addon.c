/* A library that proves that its code ran. */
#include <stdio.h>

__attribute__((constructor)) static void loaded(void) {
  puts("addon loaded");
  fflush(stdout);
}
