#include "connection.h"

enum { BUFFER_BYTES = 4 * 1024 * 1024, LAST_PATIENCE_SECONDS = 5, FIRST_INPUT_FD = 3 };

static struct connection to;
static u8 buffer[BUFFER_BYTES] __attribute__((aligned(4096)));
static usize used, sent;
static int fd = -1;
static u64 failures;
static isize retry_at;

void connection_open(const struct connection *wanted) {
  to = *wanted;
  if (to.limit == 0 || to.limit > BUFFER_BYTES) to.limit = BUFFER_BYTES;
}

static void drop(void) {
  used = sent = 0;
}

static void fail(void) {
  if (fd >= 0) sys_close(fd);
  fd = -1;
  sent = 0;
  retry_at = sys_now().seconds + to.retry_seconds;
  if (++failures > to.most_failures) drop();
}

/* Nobody who reads records answers: what can be read is the end of the connection, which a write would not notice. */
static int was_closed(void) {
  struct pollfd file = {fd, POLLIN, 0};
  return sys_poll(&file, 1, 0) > 0;
}

/* Writes as much as is taken at once. */
static void write_some(void) {
  if (fd >= 0 && sent == 0 && was_closed()) {
    sys_close(fd);
    fd = -1;
  }
  if (fd < 0) {
    if (sys_now().seconds < retry_at) {
      if (failures > to.most_failures) drop();
      return;
    }
    fd = sys_connect(to.address.bytes, to.address.length, SOCK_STREAM | SOCK_NONBLOCK);
    if (fd < 0) return fail();
  }
  while (sent < used) {
    isize count = sys_write(fd, buffer + sent, used - sent);
    if (count == -EINTR) continue;
    if (count == -EAGAIN) return;
    if (count < 0) return fail();
    sent += (usize)count;
    failures = 0;
  }
  drop();
}

/* Whether the container's ends of the pipes are closed: then it waits for nothing, and the shim will not wait for long. */
static int has_container_ended(void) {
  struct pollfd inputs[2] = {{FIRST_INPUT_FD, 0, 0}, {FIRST_INPUT_FD + 1, 0, 0}};
  sys_poll(inputs, 2, 0);
  return inputs[0].revents && inputs[1].revents;
}

static void write_all(void) {
  if (used == 0) return;
  isize patience = LAST_PATIENCE_SECONDS;
  for (write_some(); used > 0 && patience > 0; write_some()) {
    struct pollfd file = {fd, POLLOUT, 0};
    if (sys_poll(&file, 1, 1) == 0 && has_container_ended()) patience--;
  }
}

int connection_reserve(usize length) {
  if (used + length <= to.limit) return 1;
  if (to.is_async) write_some();
  else write_all();
  return used + length <= to.limit;
}

void connection_add(const void *bytes, usize length) {
  __builtin_memcpy(buffer + used, bytes, length);
  used += length;
}

void connection_flush(void) {
  if (!to.is_async) write_all();
  else if (used > 0) write_some();
}

void connection_finish(void) {
  write_all();
}

int connection_relax(void) {
  if (used > 0) write_some();
  if (used > 0) return 0;
  sys_release(buffer, sizeof buffer);
  return 1;
}
