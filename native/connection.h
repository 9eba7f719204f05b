/*
 * A connection that records are written to, one after the other, through a buffer. A connection that was lost is made
 * again, and what is in the buffer written again from its start: a record may come twice, none is torn.
 */
#pragma once
#include "fields.h"

struct connection {
  /* The kernel's struct sockaddr. */
  struct part address;
  /* Bytes that are buffered at most; 0 for what there is. */
  usize limit;
  /* The container never waits: records that find no room are dropped. */
  int is_async;
  isize retry_seconds;
  /* Failures in a row after which what is buffered is dropped. */
  u64 most_failures;
};

void connection_open(const struct connection *wanted);

/* Adds to the record that was begun. */
void connection_add(const void *bytes, usize length);

/* Whether there is room for so much more; makes it, where the container may wait. */
int connection_reserve(usize length);

/* Writes what is buffered; where the container never waits, as much as is taken at once. */
void connection_flush(void);

/* Writes the rest, if that can be done soon. */
void connection_finish(void);

/* Returns 0 where something is still to be written. */
int connection_relax(void);
