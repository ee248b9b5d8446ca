/*
 * Error messages. A blocked call fails with a system error, and programs convert its number to text. The text names the policy
 * and the fix. It is returned for the error number of the blocked call, on its thread, and once.
 */
#include "denials.h"
#include "events.h"
#include "interpose.h"

#include <netdb.h>

static __thread char words[SEC3_MAX_WORDS];

INTERPOSE(char *, strerror, int number) {
  int blocked = number == EACCES || number == EPERM ? sec3_take_denied() : -1;
  if (blocked < 0) return REAL(strerror)(number);
  sec3_denial_words(blocked, NULL, words);
  return words;
}

INTERPOSE(const char *, gai_strerror, int number) {
  int blocked = number == EAI_NONAME || number == EAI_FAIL ? sec3_take_denied() : -1;
  if (blocked < 0) return REAL(gai_strerror)(number);
  sec3_denial_words(blocked, NULL, words);
  return words;
}
