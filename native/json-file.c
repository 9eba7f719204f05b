/*
 * Docker's json-file format, one record a line:
 *   {"log":"text\n","stream":"stdout","time":"2026-08-01T12:34:56.000000789Z"}
 *
 * Bytes that are no UTF-8 stay as they are. Go's JSON readers (docker logs, nerdctl logs) show U+FFFD for each, which is
 * what Docker's own writer would have stored; nerdsh's reader gets the container's bytes back.
 *
 * Options: max-size (bytes; 0 for no limit), max-file (files kept; 1).
 */
#include "driver.h"
#include "fields.h"
#include "log-file.h"
#include "option.h"
#include "timestamp.h"

#define BEGINNING "{\"log\":\""
#define STREAM "\",\"stream\":\"std...\","
#define TIME "\"time\":\""
#define END "\"}\n"

enum {
  BEGINNING_BYTES = sizeof BEGINNING - 1,
  STREAM_BYTES = sizeof STREAM - 1,
  TIME_BYTES = sizeof TIME - 1,
  ENDING_BYTES = TIME_BYTES + TIMESTAMP_BYTES + sizeof END - 1,
  /* Nothing longer is taken; nerdsh refuses it. */
  ATTRIBUTES_BYTES = 24 * 1024,
  /* A control byte becomes six: \u0001 */
  LONGEST_ESCAPE = 6,
  OUTPUT_BYTES = 128 * 1024,
  /* What is only shown takes no more of the disk. */
  LIVE_BYTES = 16 * 1024 * 1024,
  FRAME_BYTES = BEGINNING_BYTES + STREAM_BYTES + ATTRIBUTES_BYTES + ENDING_BYTES,
};
_Static_assert(OUTPUT_BYTES >= LONGEST_ESCAPE * RECORD_BYTES + FRAME_BYTES, "a record must fit");

static struct log_file file;
static u8 output[OUTPUT_BYTES] __attribute__((aligned(4096)));
static usize used;
/* `"attrs":{…},`, Docker's place for the container's tag, labels and variables; empty where there are none. */
static struct part attributes;
/* What ends a record: it is the same for all of one read. */
static u8 ending[ENDING_BYTES];

static void begin_file(const char *target, u64 max_size, u64 max_files) {
  file.path = target;
  file.max_size = max_size;
  file.max_files = max_files;
  log_file_open(&file);
  __builtin_memcpy(ending, TIME, TIME_BYTES);
  __builtin_memcpy(ending + TIME_BYTES + TIMESTAMP_BYTES, END, sizeof END - 1);
}

static void json_file_open(const char *options, const char *target, int directory) {
  begin_file(target, number_option(options, "max-size", 0), number_option(options, "max-file", 1));
  read_fields(directory, &attributes, 1);
  if (attributes.length > ATTRIBUTES_BYTES) attributes.length = 0;
}

static void json_file_stamp(struct timespec now) {
  write_timestamp(ending + TIME_BYTES, now);
}

static int is_plain(u8 byte) {
  return byte >= ' ' && byte != '"' && byte != '\\';
}

/* is_plain for eight bytes at once: each term sets the top bit of a byte that is below ' ', a quote, a backslash. */
static int are_plain(u64 bytes) {
  const u64 each = 0x0101010101010101, top = 0x80 * each;
  u64 quotes = bytes ^ '"' * each, backslashes = bytes ^ '\\' * each;
  u64 control = (bytes - ' ' * each) & ~bytes;
  return !((control | ((quotes - each) & ~quotes) | ((backslashes - each) & ~backslashes)) & top);
}

static u8 *escape_byte(u8 *out, u8 byte) {
  *out++ = '\\';
  switch (byte) {
    case '"': case '\\': *out++ = byte; return out;
    case '\n': *out++ = 'n'; return out;
    case '\r': *out++ = 'r'; return out;
    case '\t': *out++ = 't'; return out;
  }
  __builtin_memcpy(out, byte >= 16 ? "u001" : "u000", 4);
  out[4] = (u8)"0123456789abcdef"[byte % 16];
  return out + 5;
}

static u8 *escape(u8 *out, const u8 *text, usize length) {
  const u8 *end = text + length;
  while (text < end) {
    u64 eight;
    while (end - text >= 8) {
      __builtin_memcpy(&eight, text, 8);
      if (!are_plain(eight)) break;
      __builtin_memcpy(out, &eight, 8);
      text += 8;
      out += 8;
    }
    while (text < end && is_plain(*text)) *out++ = *text++;
    if (text < end) out = escape_byte(out, *text++);
  }
  return out;
}

static void json_file_flush(void) {
  if (used > 0) log_file_append(&file, output, used);
  used = 0;
}

static void json_file_record(enum stream stream, const u8 *text, usize length) {
  if (file.max_size > 0 && file.size + used >= file.max_size) {
    json_file_flush();
    log_file_rotate(&file);
  }
  if (used + LONGEST_ESCAPE * length + FRAME_BYTES > OUTPUT_BYTES) json_file_flush();
  u8 *out = output + used;
  __builtin_memcpy(out, BEGINNING, BEGINNING_BYTES);
  out = escape(out + BEGINNING_BYTES, text, length);
  __builtin_memcpy(out, STREAM, STREAM_BYTES);
  __builtin_memcpy(out + STREAM_BYTES - 5, stream == STDERR ? "err" : "out", 3);
  out += STREAM_BYTES;
  if (attributes.length > 0) {
    __builtin_memcpy(out, attributes.bytes, attributes.length);
    out += attributes.length;
  }
  __builtin_memcpy(out, ending, ENDING_BYTES);
  used = (usize)(out + ENDING_BYTES - output);
}

void live_begin(const char *target) {
  begin_file(target, LIVE_BYTES, 1);
}

void live_end(void) {
  json_file_flush();
  if (file.fd < 0) return;
  sys_truncate(file.fd, 0);
  sys_close(file.fd);
  file.fd = -1;
}

static int json_file_relax(void) {
  sys_release(output, sizeof output);
  return 1;
}

const struct driver json_file_driver = {
  .name = "json-file",
  .open = json_file_open,
  .stamp = json_file_stamp,
  .record = json_file_record,
  .flush = json_file_flush,
  .finish = json_file_flush,
  .relax = json_file_relax,
};
