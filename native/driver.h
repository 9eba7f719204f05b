/*
 * Where records go. A driver is a file of its own: it fills in this table, and logger.c lists it.
 */
#pragma once
#include "linux.h"

enum stream { STDOUT, STDERR };

/* The longest text that one record carries; a longer line becomes several records, as with Docker. */
enum { RECORD_BYTES = 16 * 1024 };

struct driver {
  const char *name;

  /*
   * `options` is the text after the driver's name, such as ",max-size=1048576,max-file=3"; `target` is the URI's
   * value, and `directory` where that lies, with `log-fields`. Has no way to fail: a driver that cannot reach its target keeps the container going and tries again.
   */
  void (*open)(const char *options, const char *target, int directory);

  /* Says when the records that follow were read. */
  void (*stamp)(struct timespec now);

  /* One line with its newline, or a part of one without: readers put parts together. At most RECORD_BYTES long. */
  void (*record)(enum stream stream, const u8 *text, usize length);

  /* Hands on every record so far, or drops what cannot be handed on. */
  void (*flush)(void);

  /* Both streams have ended: a flush that waits, within reason. */
  void (*finish)(void);

  /*
   * Gives memory back that only a burst of output needed; comes after a flush. Returns 0 where it is to be called
   * again in a while, since something is still to be handed on.
   */
  int (*relax)(void);
};

/* For drivers that keep nothing back. */
static inline void nothing_to_flush(void) {}
static inline int nothing_to_relax(void) { return 1; }

/*
 * The json-file driver beside another one, for as long as somebody is attached who reads the file: begins it, and empties it at the end.
 */
void live_begin(const char *target);
void live_end(void);

extern const struct driver json_file_driver, journald_driver, syslog_driver, fluentd_driver;
