/*
 * What an error says. A refusal is an error of the system, and programs make words of its number: they get to know which policy it comes
 * from, and what would permit it. The words are for the number that the refusal gave, on its thread, and once.
 */
#include "events.h"
#include "interpose.h"
#include "refusals.h"

#include <netdb.h>

static __thread char words[SEC3_MAX_WORDS];

INTERPOSE(char *, strerror, int number) {
  int blocked = number == EACCES || number == EPERM ? sec3_take_refused() : -1;
  if (blocked < 0) return REAL(strerror)(number);
  sec3_refusal_words(blocked, NULL, words);
  return words;
}

INTERPOSE(const char *, gai_strerror, int number) {
  int blocked = number == EAI_NONAME || number == EAI_FAIL ? sec3_take_refused() : -1;
  if (blocked < 0) return REAL(gai_strerror)(number);
  sec3_refusal_words(blocked, NULL, words);
  return words;
}
