/*
 * Stands between a FIFO and a runtime that cannot wait at one: `fifo-end read PATH` passes what comes out of it on to stdout,
 * `fifo-end write PATH` what comes on stdin into it. It opens without waiting for the FIFO's other side, and ends when whoever started it
 * has: `cat` would wait at its FIFO for as long as nothing comes, and take what is another reader's then.
 */
#include "../linux.h"

enum { INPUT_FD = 0, OUTPUT_FD = 1, PIECE = 64 * 1024, GONE = POLLHUP | POLLERR | POLLNVAL };

static u8 piece[PIECE];

static int is_early(isize result) {
  return result == -EINTR || result == -EAGAIN;
}

static int open_fifo(const char *path, int flags) {
  int fifo = sys_open(path, flags | O_NONBLOCK | O_CLOEXEC, 0);
  if (fifo < 0) sys_exit(1);
  return fifo;
}

/* To who started this one, at its pace. */
static void give(usize length) {
  for (usize given = 0; given < length;) {
    isize count = sys_write(OUTPUT_FD, piece + given, length - given);
    if (count > 0) {
      given += (usize)count;
      continue;
    }
    struct pollfd output = {OUTPUT_FD, POLLOUT, 0};
    if (!is_early(count)) sys_exit(1);
    sys_poll(&output, 1, FOREVER);
  }
}

/* Before its first writer, a FIFO is silent; after its last one, it has ended. */
_Noreturn static void read_fifo(const char *path) {
  int fifo = open_fifo(path, O_RDONLY);
  for (;;) {
    struct pollfd files[2] = {{fifo, POLLIN, 0}, {OUTPUT_FD, 0, 0}};
    if (sys_poll(files, 2, FOREVER) < 0) continue;
    if (files[1].revents & GONE) sys_exit(0);
    isize count = sys_read(fifo, piece, PIECE);
    if (is_early(count)) continue;
    if (count <= 0) sys_exit(count < 0);
    give((usize)count);
  }
}

/* A FIFO that is open for reading here, too, has room before its reader comes, and never says that it went. */
static int as_writer_alone(const char *path, int fifo) {
  int writer = open_fifo(path, O_WRONLY);
  sys_close(fifo);
  return writer;
}

/*
 * Once nothing more comes on stdin, whoever started this one may be gone: the rest is for the reader that is there, at its pace, until it
 * goes as well.
 */
_Noreturn static void write_fifo(const char *path) {
  int fifo = open_fifo(path, O_RDWR);
  int is_alone = 0;
  for (;;) {
    isize length = sys_read(INPUT_FD, piece, PIECE);
    if (length == -EINTR) continue;
    if (length <= 0) sys_exit(length < 0);
    for (isize written = 0; written < length;) {
      isize count = sys_write(fifo, piece + written, (usize)(length - written));
      if (count > 0) {
        written += count;
        continue;
      }
      if (!is_early(count)) sys_exit(1);
      struct pollfd files[2] = {{fifo, POLLOUT, 0}, {is_alone ? -1 : INPUT_FD, 0, 0}};
      sys_poll(files, 2, FOREVER);
      if (is_alone || !(files[1].revents & GONE)) continue;
      fifo = as_writer_alone(path, fifo);
      is_alone = 1;
    }
  }
}

/* The stack as the kernel leaves it: the number of arguments, then the arguments. */
__attribute__((used)) _Noreturn void fifo_end(const isize *stack) {
  char *const *words = (char *const *)(stack + 1);
  sys_ignore(SIGPIPE);
  if (stack[0] < 3) sys_exit(2);
  if (words[1][0] == 'r') read_fifo(words[2]);
  write_fifo(words[2]);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call fifo_end\n");
#else
__asm__(".globl _start\n_start: mov x0, sp\n bl fifo_end\n");
#endif
