/* RFC 3339 in UTC with nanoseconds, always of the same length: 2026-08-01T12:34:56.000000789Z */
#pragma once
#include "linux.h"

enum { TIMESTAMP_BYTES = 30 };

void write_timestamp(u8 *text, struct timespec time);
