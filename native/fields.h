/*
 * What is the same in each record of a container, ready to be sent: nerdsh writes it to `log-fields` beside the log,
 * as parts of a length (32 bits, little-endian) and so many bytes each.
 */
#pragma once
#include "linux.h"

/* The kernel's struct iovec. */
struct part {
  const u8 *bytes;
  usize length;
};

/* Reads the first `count` parts; those that are not there are empty. To be called once: they stay where they are. */
void read_fields(int directory, struct part *parts, usize count);
