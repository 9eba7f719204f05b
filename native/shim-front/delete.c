/*
 * `delete`: containerd 1.7 calls it after each shim that has gone, in whatever way. Where the shim has deleted its container before, there is
 * nothing left for the runtime; the bundle and what is mounted in it are containerd's to remove, which it does next.
 */
#include "front.h"

enum { KILLED = 128 + 9 };

static u8 *put_varint(u8 *at, u64 value) {
  for (; value > 127; value >>= 7) *at++ = (u8)(value | 128);
  *at++ = (u8)value;
  return at;
}

/* The number in a file, 0 where there is none. */
static u64 read_number(const char *path) {
  char digits[24];
  isize length = read_path(path, digits, sizeof digits);
  u64 number = 0;
  for (isize at = 0; at < length && digits[at] >= '0' && digits[at] <= '9'; at++) number = number * 10 + (u64)(digits[at] - '0');
  return number;
}

/* Whether the runtime keeps its state where it always does: the options of the container say otherwise by a member `root`. */
static int is_at_usual_place(void) {
  static char options[MOST_TEXT];
  isize length = read_path("options.json", options, sizeof options - 1);
  if (length < 0) return 0;
  options[length] = 0;
  for (const char *at = options; *at; at++)
    if (after(at, "\"root\"")) return 0;
  return 1;
}

int delete_nothing(const struct call *call) {
  static struct text state;
  append(&state, RUN "/runc/"), append(&state, call->namespace), append(&state, "/"), append(&state, call->id);
  if (state.is_too_long || !is_at_usual_place() || sys_access(state.bytes) != -ENOENT) return 0;
  /* task.DeleteResponse: pid, exit_status, exited_at {seconds, nanos}. Nobody reads it where the shim's own answer came before. */
  u8 answer[64], exited[32], *at = answer, *end = exited;
  struct timespec now = sys_now();
  *end++ = 8, end = put_varint(end, (u64)now.seconds);
  *end++ = 16, end = put_varint(end, (u64)now.nanoseconds);
  *at++ = 8, at = put_varint(at, read_number("init.pid"));
  *at++ = 16, at = put_varint(at, KILLED);
  *at++ = 26, at = put_varint(at, (u64)(end - exited));
  for (const u8 *byte = exited; byte < end; byte++) *at++ = *byte;
  return write_all(1, answer, (usize)(at - answer));
}
