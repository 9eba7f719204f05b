/*
 * The deputy of a nerdsh process: makes what no runtime has a call for, and starts programs from a process that is
 * small, where a fork costs a twentieth of what it costs a runtime with its heap. It reads requests from stdin and
 * writes answers to stdout, as each is done. When stdin's other end is gone it ends at once, and does nothing that is
 * still asked for; programs that run come to their end without it.
 */
#include "deputy.h"

enum { INPUT_FD = 0, INPUT_BYTES = 1024 * 1024, WORD = sizeof(u32) };
enum { RUN, FIFOS, MAKE_NETNS, DELETE_NETNS, READ_ATTRIBUTE, LIST_ATTRIBUTES, WRITE_ATTRIBUTE, TRY_X32, STAT_FILES, SET_TIME,
       LOCK_FILE, SIGNAL_PROCESS, REMOVE_TREES };

static u8 input[INPUT_BYTES];
static usize held;
static struct request request;

static u32 word_at(const u8 *bytes) {
  u32 word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return word;
}

/* Our own side never sends what does not fit: then the two do not speak the same language. */
_Noreturn static void refuse(void) {
  sys_exit(2);
}

static void read_request(const u8 *bytes, usize length) {
  if (length < 3 * WORD) refuse();
  request.id = word_at(bytes);
  request.operation = word_at(bytes + WORD);
  request.split = word_at(bytes + 2 * WORD);
  request.count = 0;
  for (usize at = 3 * WORD; at < length;) {
    if (request.count == MOST_TEXTS || length - at < WORD + 1) refuse();
    u32 size = word_at(bytes + at);
    at += WORD;
    if (length - at < (usize)size + 1 || bytes[at + size] != 0) refuse();
    request.texts[request.count++] = (struct text){(char *)bytes + at, size};
    at += (usize)size + 1;
  }
}

static void need(u32 count) {
  if (request.count < count) refuse();
}

static void serve(void) {
  switch (request.operation) {
    case RUN:
      need(3);
      if (request.split < 3 || request.split > request.count) refuse();
      return run_program(&request);
    case FIFOS: return make_fifos(&request);
    case MAKE_NETNS: return need(1), run_beside(&request, make_netns);
    case DELETE_NETNS: return need(1), run_beside(&request, delete_netns);
    case READ_ATTRIBUTE: return need(2), read_attribute(&request);
    case LIST_ATTRIBUTES: return need(1), list_attributes(&request);
    case WRITE_ATTRIBUTE: return need(3), write_attribute(&request);
    case STAT_FILES: return need(1), stat_files(&request);
    case SET_TIME: return need(2), set_time(&request);
    case LOCK_FILE: return need(1), lock_file(&request);
    case SIGNAL_PROCESS: return need(2), signal_process(&request);
    case TRY_X32: return need(1), run_beside(&request, try_x32);
    case REMOVE_TREES: return need(1), run_beside(&request, remove_trees);
    default: refuse();
  }
}

/* Serves what is whole, as long as there is room for what it starts. */
static void serve_held(void) {
  usize at = 0;
  while (held - at >= WORD && has_room()) {
    usize length = word_at(input + at);
    if (length > INPUT_BYTES - WORD) refuse();
    if (held - at - WORD < length) break;
    read_request(input + at + WORD, length);
    serve();
    at += WORD + length;
  }
  held -= at;
  if (at > 0) __builtin_memmove(input, input + at, held);
}

static void read_input(void) {
  isize count = sys_read(INPUT_FD, input + held, INPUT_BYTES - held);
  if (count == -EINTR || count == -EAGAIN) return;
  if (count <= 0) sys_exit(0);
  held += (usize)count;
}

__attribute__((used)) _Noreturn void deputy(void) {
  const u64 child_ended = 1UL << (SIGCHLD - 1);
  sys_default(SIGPIPE);
  sys_signal_mask(SIG_BLOCK, child_ended);
  int ended = sys_signal_file(child_ended);
  if (ended < 0) sys_exit(1);
  sys_chdir("/");
  know_parent();
  /* Whoever started this one knows by it that requests are served. */
  answer(0, 0, "", 0);
  for (;;) {
    struct pollfd files[2] = {{ended, POLLIN, 0}, {INPUT_FD, held < INPUT_BYTES ? POLLIN : 0, 0}};
    if (sys_poll(files, 2, FOREVER) < 0) continue;
    if (files[1].revents & (POLLHUP | POLLERR | POLLNVAL)) sys_exit(0);
    if (files[1].revents & POLLIN) read_input();
    if (files[0].revents) {
      u8 information[128]; /* The kernel's struct signalfd_siginfo. */
      while (sys_read(ended, information, sizeof information) > 0) continue;
      reap();
    }
    serve_held();
  }
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: and $-16, %rsp\n call deputy\n");
#else
__asm__(".globl _start\n_start: bl deputy\n");
#endif
