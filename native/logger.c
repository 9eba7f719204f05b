/*
 * The logger of a detached container. containerd's shim starts one for each, from the log URI
 * `binary://PATH?DRIVER,OPTION=VALUE…=TARGET`, as `PATH DRIVER,OPTION=VALUE… TARGET` (the URI's one key and its value),
 * with the container's stdout as file 3, its stderr as 4, and a pipe as 5 to be closed when it is ready
 * (containerd, runtime/v2/logging). The container's writes go straight into those pipes: a logger that died would
 * end it by SIGPIPE, so that nothing here, be it a full disk or a wrong option, is a reason to stop.
 */
#include "driver.h"
#include "option.h"

enum { STDOUT_FD = 3, STDERR_FD = 4, READY_FD = 5 };
/* As much as a pipe holds, so that one read empties it. */
enum { INPUT_BYTES = 64 * 1024 };
/* Quiet for so long means that a burst is over. */
enum { QUIET_SECONDS = 2 };

static void none_open(const char *options, const char *target, int directory) {
  (void)options, (void)target, (void)directory;
}
static void none_stamp(struct timespec now) { (void)now; }
static void none_record(enum stream stream, const u8 *text, usize length) { (void)stream, (void)text, (void)length; }
static const struct driver none_driver = {
  "none", none_open, none_stamp, none_record, nothing_to_flush, nothing_to_flush, nothing_to_relax,
};

static const struct driver *const drivers[] = {&json_file_driver, &journald_driver, &syslog_driver, &fluentd_driver};
static const struct driver *driver;

static u8 input[2][INPUT_BYTES] __attribute__((aligned(4096)));
/* Bytes in `input` that are in no record yet: the beginning of a line, less than a record. */
static usize held[2];
/*
 * The FIFOs of who is attached, and sees the bytes as they come; negative where nobody is. The last `unseen` bytes held
 * are to be shown first, and become records then: a reader that is slow slows the container, as any pipe does, and one
 * that has gone, be it by SIGKILL, leaves the container and its log as they were.
 */
static int attached[2];
static usize unseen[2];

/*
 * Where the driver keeps no file that could be followed: the log's path and directory, and whether a file is written there, since somebody who is
 * attached has `attach-live` open. Whoever is killed has it open no more.
 */
static const char *live_target;
static int live_directory = -1;
static int live;

/* How much of what is held becomes records. */
enum demand {
  LINES,      /* whole lines, and as much of a long one as fills records */
  FRAGMENTS,  /* the beginning of a line too, up to its last whole character: a prompt must be seen at once */
  EVERYTHING, /* nothing more will come */
};

/* The length through the first newline; 0 where there is none. */
static usize line_length(const u8 *text, usize length) {
  for (usize at = 0; at < length; at++)
    if (text[at] == '\n') return at + 1;
  return 0;
}

/* The length without a UTF-8 character that is cut off at the end: other readers turn the parts of one into U+FFFD. */
static usize whole_characters(const u8 *text, usize length) {
  for (usize back = 1; back <= 3 && back <= length; back++) {
    u8 byte = text[length - back];
    if (byte < 0x80) return length;
    if (byte < 0xc0) continue;
    usize needed = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return back < needed ? length - back : length;
  }
  return length;
}

/* The length of the next record in `text`; 0 where nothing is to be recorded yet. */
static usize record_length(const u8 *text, usize length, enum demand demand) {
  usize reach = length < RECORD_BYTES ? length : RECORD_BYTES;
  usize line = line_length(text, reach);
  if (line > 0) return line;
  if (length < RECORD_BYTES && demand == LINES) return 0;
  return length < RECORD_BYTES && demand == EVERYTHING ? length : whole_characters(text, reach);
}

/* For what was read just now: whoever was attached before that was written has it shown. Without a reader, a FIFO cannot be opened (ENXIO). */
static void stamp(struct timespec now) {
  driver->stamp(now);
  if (live_directory < 0) return;
  int fifo = sys_open_at(live_directory, "attach-live", O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
  if (fifo >= 0) sys_close(fifo);
  if (fifo >= 0 && !live) live_begin(live_target);
  if (fifo < 0 && live) live_end();
  live = fifo >= 0;
  if (live) json_file_driver.stamp(now);
}

static void record(enum stream stream, const u8 *text, usize length) {
  driver->record(stream, text, length);
  if (live) json_file_driver.record(stream, text, length);
}

static void flush(void) {
  driver->flush();
  if (live) json_file_driver.flush();
}

static void record_held(enum stream stream, enum demand demand) {
  u8 *text = input[stream];
  usize start = 0, length;
  if (unseen[stream] > 0) return;
  while ((length = record_length(text + start, held[stream] - start, demand)) > 0) {
    record(stream, text + start, length);
    start += length;
  }
  held[stream] -= start;
  if (start > 0) __builtin_memmove(text, text + start, held[stream]);
}

static void detach(enum stream stream) {
  if (attached[stream] >= 0) sys_close(attached[stream]);
  attached[stream] = -1;
  unseen[stream] = 0;
}

/* Shows as much as the reader takes now. */
static void show(enum stream stream) {
  while (unseen[stream] > 0) {
    isize count = sys_write(attached[stream], input[stream] + held[stream] - unseen[stream], unseen[stream]);
    if (count == -EINTR) continue;
    if (count == -EAGAIN) return;
    if (count < 0) detach(stream);
    else unseen[stream] -= (usize)count;
  }
}

/* Returns 0 once the stream has ended. */
static int read_stream(enum stream stream, int fd) {
  isize count;
  do count = sys_read(fd, input[stream] + held[stream], INPUT_BYTES - held[stream]);
  while (count == -EINTR);
  if (count == -EAGAIN) return 1;
  stamp(sys_now());
  if (count > 0) {
    held[stream] += (usize)count;
    if (attached[stream] >= 0) unseen[stream] = (usize)count;
    show(stream);
  } else {
    detach(stream);
  }
  record_held(stream, count > 0 ? LINES : EVERYTHING);
  return count > 0;
}

static void record_fragments(void) {
  record_held(STDOUT, FRAGMENTS);
  record_held(STDERR, FRAGMENTS);
  flush();
}

/* A burst touches up to 256 KiB; a container that says little is back at a few pages. */
static int relax(void) {
  for (int stream = STDOUT; stream <= STDERR; stream++)
    if (held[stream] == 0) sys_release(input[stream], INPUT_BYTES);
  if (live) json_file_driver.relax();
  return driver->relax();
}

static int is_unfinished(enum stream stream) {
  return held[stream] > 0 && unseen[stream] == 0;
}

/* What a stream waits for: the container, or who is to see what it has written. */
static struct pollfd awaited(enum stream stream, int fd) {
  if (unseen[stream] > 0) return (struct pollfd){attached[stream], POLLOUT, 0};
  return (struct pollfd){fd, POLLIN, 0};
}

static void record_streams(void) {
  int inputs[2] = {STDOUT_FD, STDERR_FD};
  int open = 2;
  /* Held bytes wait only while more can be read at once: lines that two reads cut in half are then rare. */
  int unfinished = 0, relaxed = 1;
  while (open > 0) {
    struct pollfd files[2] = {awaited(STDOUT, inputs[STDOUT]), awaited(STDERR, inputs[STDERR])};
    isize ready = sys_poll(files, 2, unfinished ? 0 : relaxed ? FOREVER : QUIET_SECONDS);
    if (ready < 0) continue;
    if (ready == 0) {
      if (unfinished) record_fragments(), unfinished = 0;
      else relaxed = relax();
      continue;
    }
    for (int stream = STDOUT; stream <= STDERR; stream++) {
      if (files[stream].revents == 0) continue;
      if (unseen[stream] > 0) {
        show(stream);
        stamp(sys_now());
        record_held(stream, LINES);
      } else if (!read_stream(stream, inputs[stream])) {
        inputs[stream] = -1;
        open--;
      }
    }
    flush();
    unfinished = is_unfinished(STDOUT) || is_unfinished(STDERR);
    relaxed = 0;
  }
}

/* Opens the directory that the log is in; negative where there is none, from which nothing can be opened either. */
static int open_directory(char *log) {
  usize name = 0;
  for (usize at = 0; log[at]; at++)
    if (log[at] == '/') name = at + 1;
  if (name == 0) return -1;
  /* The path is cut after its directory for a moment, which saves the memory of a copy. */
  char first = log[name];
  log[name] = 0;
  int directory = sys_open(log, O_PATH | O_CLOEXEC, 0);
  log[name] = first;
  return directory;
}

/*
 * Holds `logger-lock` beside the log until this process ends, as nerdctl's logger does: who wants a log to be
 * complete waits for that. Shared, because a restarted container's logger may begin before the old one is through.
 */
static void hold_lock(int directory) {
  int lock = sys_open_at(directory, "logger-lock", O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
  if (lock >= 0) sys_flock(lock, LOCK_SH | LOCK_NB);
}

/* Without a reader, a FIFO cannot be opened (ENXIO): then nobody is attached, whether or not it lies there. */
static void attach(int directory) {
  attached[STDOUT] = sys_open_at(directory, "attach/stdout", O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
  attached[STDERR] = sys_open_at(directory, "attach/stderr", O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
}

static void choose_driver(const char *key, const char *target, int directory) {
  driver = &none_driver;
  for (usize index = 0; index < sizeof drivers / sizeof *drivers; index++)
    if (begins_with(key, drivers[index]->name, ',')) driver = drivers[index];
  while (*key && *key != ',') key++;
  driver->open(key, target, directory);
}

/* The stack as the kernel leaves it: the number of arguments, then the arguments. */
__attribute__((used)) _Noreturn void logger(const isize *stack) {
  char *const *arguments = (char *const *)(stack + 1);
  /* The shim sends SIGTERM when the task is deleted; what is in the pipes by then is still to be written. */
  sys_ignore(SIGTERM);
  sys_ignore(SIGHUP);
  sys_ignore(SIGINT);
  sys_ignore(SIGPIPE);
  sys_ignore(SIGXFSZ);
  if (stack[0] < 3) sys_exit(2);
  int directory = open_directory(arguments[2]);
  hold_lock(directory);
  attach(directory);
  choose_driver(arguments[1], arguments[2], directory);
  if (driver == &json_file_driver) {
    sys_close(directory);
  } else {
    live_target = arguments[2];
    live_directory = directory;
  }
  sys_chdir("/");
  sys_close(READY_FD);
  record_streams();
  driver->finish();
  sys_exit(0);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call logger\n");
#else
__asm__(".globl _start\n_start: mov x0, sp\n bl logger\n");
#endif
