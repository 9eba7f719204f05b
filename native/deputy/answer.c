/* An answer: its length, the request's id, the result, the length of its first part; then both parts. */
#include "deputy.h"

enum { OUTPUT_FD = 1, COPY_BYTES = 16 * 1024 };

/* Whoever asked has gone where it cannot be written: SIGPIPE ends this process then, and so does any other failure. */
static void write_all(const void *bytes, usize length) {
  const u8 *rest = bytes;
  while (length > 0) {
    isize count = sys_write(OUTPUT_FD, rest, length);
    if (count == -EAGAIN) {
      struct pollfd file = {OUTPUT_FD, POLLOUT, 0};
      sys_poll(&file, 1, FOREVER);
    } else if (count >= 0) {
      rest += count;
      length -= (usize)count;
    } else if (count != -EINTR) {
      sys_exit(1);
    }
  }
}

static void write_head(u32 id, isize result, usize first, usize second) {
  const u32 head[4] = {(u32)(sizeof head - sizeof *head + first + second), id, (u32)result, (u32)first};
  write_all(head, sizeof head);
}

/* As much of it as was announced: what a program left behind may still be writing. */
static void copy_file(int file, usize length) {
  static u8 bytes[COPY_BYTES];
  for (usize at = 0; at < length;) {
    usize wanted = length - at < sizeof bytes ? length - at : sizeof bytes;
    isize count = sys_pread(file, bytes, wanted, (isize)at);
    if (count <= 0) {
      /* It was cut since. The length is a promise. */
      __builtin_memset(bytes, 0, wanted);
      count = (isize)wanted;
    }
    write_all(bytes, (usize)count);
    at += (usize)count;
  }
}

static usize size_of(int file) {
  isize size = file < 0 ? 0 : sys_size(file);
  return size < 0 ? 0 : (usize)size;
}

void answer(u32 id, isize result, const void *bytes, usize length) {
  write_head(id, result, length, 0);
  write_all(bytes, length);
}

void answer_with_files(u32 id, isize result, int output, int errors) {
  usize first = size_of(output), second = size_of(errors);
  write_head(id, result, first, second);
  copy_file(output, first);
  copy_file(errors, second);
}
