/* Reads `name=value` out of the options in the log URI's key. */
#pragma once
#include "linux.h"

/* Whether `text` begins with `prefix` and goes on with `next`, or ends there. */
static inline int begins_with(const char *text, const char *prefix, char next) {
  while (*prefix && *text == *prefix) text++, prefix++;
  return !*prefix && (*text == next || !*text);
}

static inline u64 number_option(const char *options, const char *name, u64 otherwise) {
  for (const char *at = options; *at; at++) {
    if (*at != ',' || !begins_with(at + 1, name, '=')) continue;
    while (*at != '=' && *at) at++;
    if (*at == '=') at++;
    u64 value = 0;
    while (*at >= '0' && *at <= '9') value = value * 10 + (u64)(*at++ - '0');
    return value;
  }
  return otherwise;
}
