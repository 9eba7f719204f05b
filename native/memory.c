/* What the compiler may call for copies whose length it does not know. */
#include "linux.h"

void *memcpy(void *to, const void *from, usize length) {
  u8 *target = to;
  const u8 *source = from;
  while (length--) *target++ = *source++;
  return to;
}

void *memmove(void *to, const void *from, usize length) {
  u8 *target = to;
  const u8 *source = from;
  if (target <= source) return memcpy(to, from, length);
  while (length--) target[length] = source[length];
  return to;
}

void *memset(void *to, int value, usize length) {
  u8 *target = to;
  while (length--) *target++ = (u8)value;
  return to;
}
