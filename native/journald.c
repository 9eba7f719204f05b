/*
 * systemd's journal, by its native protocol: a datagram of fields, `NAME=value` or, for any bytes, a name, a length
 * and the value; one that is too large is a file in memory instead. Fields that stay the same come from `log-fields`.
 */
#include "datagram.h"
#include "driver.h"
#include "timestamp.h"

#define TIME "SYSLOG_TIMESTAMP="

static struct datagram journal = {.fd = -1};
static struct part fields;
static u8 time[sizeof TIME + TIMESTAMP_BYTES] = TIME;

static void journald_open(const char *options, const char *target, int directory) {
  (void)options, (void)target;
  struct part parts[2];
  read_fields(directory, parts, 2);
  journal.address = parts[0];
  fields = parts[1];
}

static void journald_stamp(struct timespec now) {
  write_timestamp(time + sizeof TIME - 1, now);
  time[sizeof time - 1] = '\n';
}

static void send_file(const struct part *parts, usize count) {
  int file = sys_memory_file("nerdsh-journal");
  if (file < 0) return;
  sys_writev(file, parts, count);
  sys_seal(file);
  datagram_send_file(&journal, file);
  sys_close(file);
}

static struct part text_part(const char *text) {
  usize length = 0;
  while (text[length]) length++;
  return (struct part){(const u8 *)text, length};
}

static void journald_record(enum stream stream, const u8 *text, usize length) {
  int is_line = text[length - 1] == '\n';
  u64 message_bytes = length - (usize)is_line;
  const struct part parts[] = {
    fields,
    text_part(stream == STDERR ? "PRIORITY=3\n" : "PRIORITY=6\n"),
    text_part(is_line ? "" : "CONTAINER_PARTIAL_MESSAGE=true\n"),
    {time, sizeof time},
    text_part("MESSAGE\n"),
    {(const u8 *)&message_bytes, sizeof message_bytes},
    {text, message_bytes},
    text_part("\n"),
  };
  const usize count = sizeof parts / sizeof *parts;
  if (datagram_send(&journal, parts, count) == -EMSGSIZE) send_file(parts, count);
}

const struct driver journald_driver = {
  .name = "journald",
  .open = journald_open,
  .stamp = journald_stamp,
  .record = journald_record,
  .flush = nothing_to_flush,
  .finish = nothing_to_flush,
  .relax = nothing_to_relax,
};
