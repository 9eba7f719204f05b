/*
 * fluentd's forward protocol, a message a record in MessagePack: [tag, time, {…}]. The parts in `log-fields` are the
 * address, the beginning through the tag, the map's beginning for a line and for a part of one, and its pairs that
 * stay the same.
 *
 * Options: async, precise (1 for nanoseconds), limit (bytes buffered), wait (seconds
 * before it is tried again), tries.
 */
#include "driver.h"
#include "option.h"
#include "connection.h"

enum { EVENT_TIME_BYTES = 10, INTEGER_TIME_BYTES = 5, HEADS_BYTES = 80 };
enum { ADDRESS, HEAD, LINE_MAP, FRAGMENT_MAP, PAIRS, PARTS };

static struct part parts[PARTS];
static int is_precise;
static u8 time[EVENT_TIME_BYTES];

static void big_endian(u8 *to, u64 value, int bytes) {
  while (bytes-- > 0) {
    to[bytes] = (u8)value;
    value >>= 8;
  }
}

static void fluentd_open(const char *options, const char *target, int directory) {
  (void)target;
  read_fields(directory, parts, PARTS);
  is_precise = (int)number_option(options, "precise", 0);
  connection_open(&(struct connection){
    .address = parts[ADDRESS],
    .limit = number_option(options, "limit", 0),
    .is_async = (int)number_option(options, "async", 0),
    .retry_seconds = (isize)number_option(options, "wait", 1),
    .most_failures = number_option(options, "tries", ~0UL),
  });
}

/* An EventTime is extension 0 of eight bytes: seconds, nanoseconds. */
static void fluentd_stamp(struct timespec now) {
  time[0] = is_precise ? 0xd7 : 0xce;
  time[1] = 0;
  big_endian(time + (is_precise ? 2 : 1), (u64)now.seconds, 4);
  if (is_precise) big_endian(time + 6, (u64)now.nanoseconds, 4);
}

static void add_part(int part) {
  connection_add(parts[part].bytes, parts[part].length);
}

/* A short text: its length is in its first byte. */
static void add_short(const char *text) {
  u8 length = 0;
  while (text[length]) length++;
  u8 first = 0xa0 | length;
  connection_add(&first, 1);
  connection_add(text, length);
}

static void fluentd_record(enum stream stream, const u8 *text, usize length) {
  int is_line = text[length - 1] == '\n';
  u8 log[5] = {0xdb};
  if (is_line) length--;
  if (!connection_reserve(parts[HEAD].length + parts[PAIRS].length + length + HEADS_BYTES)) return;
  big_endian(log + 1, length, 4);
  add_part(HEAD);
  connection_add(time, is_precise ? EVENT_TIME_BYTES : INTEGER_TIME_BYTES);
  add_part(is_line ? LINE_MAP : FRAGMENT_MAP);
  add_part(PAIRS);
  add_short("source");
  add_short(stream == STDERR ? "stderr" : "stdout");
  if (!is_line) add_short("partial_message"), add_short("true");
  add_short("log");
  connection_add(log, sizeof log);
  connection_add(text, length);
}

const struct driver fluentd_driver = {
  .name = "fluentd",
  .open = fluentd_open,
  .stamp = fluentd_stamp,
  .record = fluentd_record,
  .flush = connection_flush,
  .finish = connection_finish,
  .relax = connection_relax,
};
