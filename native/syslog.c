/*
 * syslog, by RFC 3164 or 5424, in datagrams or down a connection: a priority, a time, who it is from, the line. The
 * parts in `log-fields` are the address, what comes before the time for stdout and for stderr, and what comes between
 * time and process id, and after that.
 *
 * Options: stream (1 for a connection), date (1 for RFC 3164's date without a year), zone (that date's seconds east of Greenwich,
 * and a day more, so that it is never negative), fraction (digits of a second in RFC 5424's date).
 */
#include "datagram.h"
#include "driver.h"
#include "option.h"
#include "connection.h"
#include "timestamp.h"

enum { ADDRESS, STDOUT_HEAD, STDERR_HEAD, AFTER_TIME, AFTER_PID, PARTS };
enum { DAY_SECONDS = 24 * 60 * 60 };

static struct part parts[PARTS];
static struct datagram socket = {.fd = -1};
static u8 time[TIMESTAMP_BYTES];
static usize time_length;
static u8 pid[20];
static usize pid_length;
static int is_connection, is_short_date;
static u64 zone, fraction;

static void write_pid(u64 value) {
  u64 unit = 1;
  while (value / unit >= 10) unit *= 10;
  for (; unit > 0; unit /= 10) pid[pid_length++] = (u8)('0' + value / unit % 10);
}

static void syslog_open(const char *options, const char *target, int directory) {
  (void)target;
  read_fields(directory, parts, PARTS);
  is_connection = (int)number_option(options, "stream", 0);
  is_short_date = (int)number_option(options, "date", 0);
  zone = number_option(options, "zone", DAY_SECONDS);
  fraction = number_option(options, "fraction", 0);
  socket.address = parts[ADDRESS];
  write_pid(sys_pid());
  /* A server that is away does not hold its senders up: once it could not be reached again, lines are dropped. */
  if (is_connection) connection_open(&(struct connection){parts[ADDRESS], 128 * 1024, 0, 1, 1});
}

/* "Aug  1 12:34:56" out of "2026-08-01T12:34:56…" */
static void shorten_date(void) {
  int month = (time[5] - '0') * 10 + time[6] - '0';
  u8 day[2] = {time[8] == '0' ? ' ' : time[8], time[9]};
  u8 clock[8];
  __builtin_memcpy(clock, time + 11, sizeof clock);
  __builtin_memcpy(time, "JanFebMarAprMayJunJulAugSepOctNovDec" + 3 * (month - 1), 3);
  time[3] = time[6] = ' ';
  __builtin_memcpy(time + 4, day, sizeof day);
  __builtin_memcpy(time + 7, clock, sizeof clock);
  time_length = 15;
}

static void syslog_stamp(struct timespec now) {
  if (is_short_date) now.seconds += (isize)zone - DAY_SECONDS;
  write_timestamp(time, now);
  if (is_short_date) return shorten_date();
  time_length = fraction > 0 ? 20 + fraction : 19;
  time[time_length++] = 'Z';
}

static void syslog_record(enum stream stream, const u8 *text, usize length) {
  const u8 newline = '\n';
  const struct part line[] = {
    parts[stream == STDERR ? STDERR_HEAD : STDOUT_HEAD],
    {time, time_length},
    parts[AFTER_TIME],
    {pid, pid_length},
    parts[AFTER_PID],
    {text, length},
    {&newline, text[length - 1] != '\n'},
  };
  const usize count = sizeof line / sizeof *line;
  usize total = 0;
  if (!is_connection) {
    datagram_send(&socket, line, count);
    return;
  }
  for (usize part = 0; part < count; part++) total += line[part].length;
  if (!connection_reserve(total)) return;
  for (usize part = 0; part < count; part++) connection_add(line[part].bytes, line[part].length);
}

const struct driver syslog_driver = {
  .name = "syslog",
  .open = syslog_open,
  .stamp = syslog_stamp,
  .record = syslog_record,
  .flush = connection_flush,
  .finish = connection_finish,
  .relax = connection_relax,
};
