/* Decisions and events: applies the modes, and writes one JSON line for each blocked or alerted operation. */
#include "events.h"
#include "init-code.h"
#include "state.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LINE = 4096, MAX_TARGET = 256, MAX_API = 40, SLOTS = 64 };

static struct sec3_context latest;
static _Atomic(void (*)(struct sec3_context *)) provider;
static atomic_bool started;
static __thread int denied = -1;

void sec3_set_context_provider(void (*function)(struct sec3_context *)) {
  atomic_store(&provider, function);
}

bool sec3_started(void) {
  return atomic_load(&started);
}

void sec3_set_request_id(const char *id, size_t length) {
  if (length >= sizeof latest.request_id) length = sizeof latest.request_id - 1;
  memcpy(latest.request_id, id, length);
  latest.request_id[length] = '\0';
  sec3_init_over();
}

int sec3_take_denied(void) {
  int category = denied;
  denied = -1;
  return category;
}

/* ---- text ---- */

struct line {
  char text[MAX_LINE];
  size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int count = vsnprintf(line->text + line->length, sizeof line->text - line->length, format, arguments);
  va_end(arguments);
  if (count > 0) line->length += (size_t)count;
  if (line->length >= sizeof line->text) line->length = sizeof line->text - 1;
}

/* Returns the length of the valid UTF-8 sequence at `s`; 0 if there is none. */
static size_t utf8_length(const unsigned char *s) {
  size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : 0;
  for (size_t i = 1; i < length; i++) {
    if ((s[i] & 0xc0) != 0x80) return 0;
  }
  if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f)) return 0;
  return length;
}

/* Writes a JSON string of at most `limit` bytes of `text`. Bytes that are not UTF-8 become U+FFFD. Null and "" give null. */
static void add_string(struct line *line, const char *text, size_t limit) {
  if (!text || !text[0]) {
    add(line, "null");
    return;
  }
  add(line, "\"");
  for (const unsigned char *s = (const unsigned char *)text; *s;) {
    size_t length = utf8_length(s);
    size_t used = (size_t)((const char *)s - text);
    if (used + (length ? length : 1) > limit) break;
    if (length == 0) add(line, "\\ufffd");
    else if (*s == '"' || *s == '\\') add(line, "\\%c", *s);
    else if (*s < ' ' || *s == 0x7f) add(line, "\\u%04x", *s);
    else add(line, "%.*s", (int)length, (const char *)s);
    s += length ? length : 1;
  }
  add(line, "\"");
}

/* Writes "2026-11-25T03:00:00.000Z". gmtime is not used, because it may read time zone files. */
static void add_time(struct line *line, const struct timespec *now) {
  long days = now->tv_sec / 86400, seconds = now->tv_sec % 86400;
  /* Converts days since 1970 to a date, with years that start in March and eras of 400 years. */
  long shifted = days + 719468, era = shifted / 146097, day = shifted % 146097;
  long year_of_era = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  long day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  long month = (5 * day_of_year + 2) / 153;
  long date = day_of_year - (153 * month + 2) / 5 + 1;
  month = month < 10 ? month + 3 : month - 9;
  add(line, "\"%04ld-%02ld-%02ldT%02ld:%02ld:%02ld.%03ldZ\"", year_of_era + era * 400 + (month <= 2), month, date, seconds / 3600, seconds / 60 % 60,
      seconds % 60, now->tv_nsec / 1000000);
}

/* Other code may have taken from stderr the patience to wait until a full pipe is read. A process without stderr has no log either. */
void sec3_write_log(const char *text, size_t length) {
  enum { MOST_WAITS = 20, WAIT_MS = 50 };
  for (int waits = 0; length > 0 && waits < MOST_WAITS;) {
    ssize_t written = write(sec3_log(), text, length);
    if (written > 0) {
      text += written;
      length -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      poll(&(struct pollfd){ .fd = sec3_log(), .events = POLLOUT }, 1, WAIT_MS);
      waits++;
    } else if (written == 0 || errno != EINTR) {
      return;
    }
  }
}

static void emit(struct line *line) {
  line->text[line->length < MAX_LINE ? line->length : MAX_LINE - 1] = '\n';
  sec3_write_log(line->text, line->length + 1);
}

void sec3_message(const char *format, ...) {
  char text[1024];
  struct line line = { .length = 0 };
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  add(&line, "sec3-runtime-guard: %s", text);
  emit(&line);
}

void sec3_degraded(const char *what) {
  bool warn = sec3_policy()->warn_when_degraded;
  sec3_message("%s%s", what, warn ? "; onDegraded is \"warn\", so the process goes on" : "; onDegraded is \"fail\", so the process stops");
  if (!warn) _exit(1);
}

/* Start of each line that is not an event. */
static void begin(struct line *line, const char *type) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  add(line, "{\"type\":\"%s\",\"schemaVersion\":1,\"time\":", type);
  add_time(line, &now);
  add(line, ",\"functionName\":");
  add_string(line, sec3_function_name(), 64);
}

void sec3_init_over(void) {
  if (atomic_exchange(&started, true)) return;
  struct line line = { .length = 0 };
  const struct sec3_policy *policy = sec3_policy();
  unsigned used = 0;
  begin(&line, "initCode");
  add(&line, ",\"permitted\":{");
  for (size_t i = 0; i < policy->init_code_count; i++) {
    unsigned long count = sec3_init_code_count(i);
    if (count) add(&line, "%s\"%s\":%lu", used++ ? "," : "", policy->init_code[i], count);
  }
  add(&line, "}}");
  if (used) emit(&line);
}

void sec3_posture(const char *runtime, const char *audit_hook) {
  struct line line = { .length = 0 };
  begin(&line, "posture");
  add(&line, ",\"runtime\":");
  add_string(&line, runtime, 64);
  add(&line,
      ",\"layers\":{\"native\":\"active\",\"engine\":\"inactive\",\"permissionModel\":\"unavailable\",\"javascript\":\"inactive\",\"auditHook\":\"%s\"},\"modes\":{",
      audit_hook);
  for (int i = 0; i < SEC3_CATEGORIES; i++) {
    add(&line, "%s\"%s\":\"%s\"", i ? "," : "", sec3_category_names[i], sec3_mode_names[sec3_mode((enum sec3_category)i)]);
  }
  add(&line, "}}");
  emit(&line);
}

/* ---- events ---- */

struct event {
  enum sec3_category category;
  bool blocked, tampering;
  char api[MAX_API];
  char target[MAX_TARGET + 4]; /* with room to cut it between two characters */
  struct sec3_context context;
};

static void emit_event(const struct event *event, unsigned long count, const struct timespec *now) {
  struct line line = { .length = 0 };
  const char *metric = event->blocked ? "Blocked" : "Alerted";
  const char *name = sec3_function_name();
  /* What other code has written without an end must not become part of the line. */
  add(&line, "\n{\"type\":\"event\",\"schemaVersion\":1,\"time\":");
  add_time(&line, now);
  add(&line, ",\"requestId\":");
  add_string(&line, event->context.request_id, sizeof event->context.request_id);
  add(&line, ",\"functionName\":");
  add_string(&line, name, 64);
  add(&line, ",\"category\":\"%s\",\"action\":\"%s\",\"api\":", sec3_category_names[event->category], event->blocked ? "blocked" : "alerted");
  add_string(&line, event->api, MAX_API);
  add(&line, ",\"target\":");
  add_string(&line, event->target, MAX_TARGET);
  add(&line, ",\"stack\":");
  add_string(&line, event->context.stack, sizeof event->context.stack);
  add(&line,
      ",\"count\":%lu,\"%s\":%lu,\"_aws\":{\"Timestamp\":%lld,\"CloudWatchMetrics\":[{\"Namespace\":\"Sec3/RuntimeProtection\","
      "\"Dimensions\":[[\"functionName\",\"category\"],[\"functionName\"]],\"Metrics\":[{\"Name\":\"%s\",\"Unit\":\"Count\"}]}]}}",
      count, metric, count, (long long)now->tv_sec * 1000 + now->tv_nsec / 1000000, metric);
  emit(&line);
}

/* ---- at most one line a second for the same event ---- */

static struct slot {
  uint64_t key;
  time_t second; /* of the last line */
  unsigned long pending;
  struct event event;
} slots[SLOTS];
static atomic_flag counting = ATOMIC_FLAG_INIT;
static _Atomic(unsigned) pending_slots;

static uint64_t key_of(const struct event *event) {
  uint64_t hash = 14695981039346656037u ^ (unsigned)event->category;
  for (const char *c = event->api; *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
  hash = (hash ^ 0xff) * 1099511628211u;
  for (const char *c = event->target; *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
  return hash ? hash : 1;
}

static void flush(struct slot *slot, const struct timespec *now) {
  if (slot->pending == 0) return;
  emit_event(&slot->event, slot->pending, now);
  slot->pending = 0;
  slot->second = now->tv_sec;
  atomic_fetch_sub(&pending_slots, 1);
}

static bool lock(void) {
  for (int i = 0; i < 10000; i++) {
    if (!atomic_flag_test_and_set_explicit(&counting, memory_order_acquire)) return true;
    sched_yield();
  }
  return false;
}

static void unlock(void) {
  atomic_flag_clear_explicit(&counting, memory_order_release);
}

void sec3_events_after_fork(void) {
  unlock();
  /* The parent reports what it has counted. */
  for (int i = 0; i < SLOTS; i++) slots[i].pending = 0;
  atomic_store(&pending_slots, 0);
}

void sec3_flush_events(void) {
  struct timespec now;
  if (atomic_load(&pending_slots) == 0 || !lock()) return;
  clock_gettime(CLOCK_REALTIME, &now);
  for (int i = 0; i < SLOTS; i++) flush(&slots[i], &now);
  unlock();
}

static void report(const struct event *event) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (!lock()) {
    emit_event(event, 1, &now);
    return;
  }
  uint64_t key = key_of(event);
  struct slot *slot = &slots[key % SLOTS];
  if (slot->key == key && slot->second == now.tv_sec) {
    if (slot->pending++ == 0) atomic_fetch_add(&pending_slots, 1);
    slot->event = *event;
  } else {
    if (slot->key != key) flush(slot, &now);
    unsigned long count = slot->pending + 1;
    if (slot->pending) atomic_fetch_sub(&pending_slots, 1);
    slot->key = key;
    slot->second = now.tv_sec;
    slot->pending = 0;
    slot->event = *event;
    emit_event(event, count, &now);
  }
  /* There is no timer: counts of earlier seconds are written with the next event, and the last ones by the destructor. */
  for (int i = 0; i < SLOTS && atomic_load(&pending_slots); i++) {
    if (slots[i].second != now.tv_sec) flush(&slots[i], &now);
  }
  unlock();
}

static int blocked_as(const struct event *event) {
  return event->tampering ? SEC3_TAMPERING : (int)event->category;
}

int sec3_denied_target(const char *target) {
  const struct slot *last = NULL;
  if (!lock()) return -1;
  for (int i = 0; i < SLOTS; i++) {
    bool is_it = slots[i].key && slots[i].event.blocked && strncmp(slots[i].event.target, target, MAX_TARGET) == 0;
    if (is_it && (!last || slots[i].second > last->second)) last = &slots[i];
  }
  int blocked = last ? blocked_as(&last->event) : -1;
  unlock();
  return blocked;
}

static void copy(char *to, size_t size, const char *from) {
  size_t length = from ? strnlen(from, size - 1) : 0;
  if (length) memcpy(to, from, length);
  to[length] = '\0';
}

static bool decide(struct event event, const char *api, const char *target, const struct sec3_context *context) {
  int saved = errno;
  event.context = latest;
  copy(event.api, sizeof event.api, api);
  copy(event.target, sizeof event.target, target);
  void (*function)(struct sec3_context *) = atomic_load(&provider);
  if (context) {
    copy(event.context.stack, sizeof event.context.stack, context->stack);
    if (context->request_id[0]) copy(event.context.request_id, sizeof event.context.request_id, context->request_id);
  } else if (function) {
    function(&event.context);
  }
  report(&event);
  errno = saved;
  if (event.blocked) denied = blocked_as(&event);
  return event.blocked;
}

bool sec3_denied(enum sec3_category category, const char *api, const char *target, const struct sec3_context *context) {
  enum sec3_mode mode = sec3_mode(category);
  if (mode == SEC3_ALLOW) return false;
  return decide((struct event){ .category = category, .blocked = mode == SEC3_BLOCK }, api, target, context);
}

bool sec3_tampering_denied(const char *api, const char *target) {
  if (!sec3_active()) return false;
  return decide((struct event){ .category = SEC3_INSPECTOR, .blocked = sec3_any_blocks(), .tampering = true }, api, target, NULL);
}
