/* Texts and files, as far as the shim's front needs them. */
#include "front.h"

void append(struct text *text, const char *more) {
  for (; *more; more++) {
    if (text->length + 1 >= MOST_TEXT) {
      text->is_too_long = 1;
      return;
    }
    text->bytes[text->length++] = *more;
  }
  text->bytes[text->length] = 0;
}

void append_number(struct text *text, u64 number) {
  char digits[24];
  usize at = sizeof digits;
  digits[--at] = 0;
  do digits[--at] = (char)('0' + number % 10);
  while (number /= 10);
  append(text, digits + at);
}

const char *after(const char *text, const char *beginning) {
  while (*beginning)
    if (*text++ != *beginning++) return 0;
  return text;
}

int equal(const char *one, const char *other) {
  const char *rest = after(one, other);
  return rest && !*rest;
}

isize read_all(int file, void *bytes, usize size) {
  for (usize length = 0;;) {
    isize count = sys_read(file, (char *)bytes + length, size - length);
    if (count == 0) return length < size ? (isize)length : -1;
    if (count < 0 && count != -EINTR) return -1;
    if (count > 0) length += (usize)count;
    if (length == size) return -1;
  }
}

isize read_path(const char *path, void *bytes, usize size) {
  int file = sys_open(path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return -1;
  isize length = read_all(file, bytes, size);
  sys_close(file);
  return length;
}

int write_all(int file, const void *bytes, usize length) {
  for (usize at = 0; at < length;) {
    isize count = sys_write(file, (const char *)bytes + at, length - at);
    if (count < 0 && count != -EINTR) return 0;
    if (count > 0) at += (usize)count;
  }
  return 1;
}
