/*
 * What runs beside the deputy: programs, and calls that may wait in the kernel. A program reads and writes files in
 * memory, so that nothing has to be carried while it runs, and so that it comes to its end whether or not anybody who
 * asked for it is still there.
 */
#include "deputy.h"

enum { MOST_CHILDREN = 128, MOST_WORDS = 4096 };
/* As shells have it; the file of failures then tells whether it was this process that said so. */
enum { NOT_STARTED = 127 };
enum { NO_FILE = -1 };

static struct child {
  isize pid; /* 0 where the place is free. */
  u32 id;
  int output, errors;
} children[MOST_CHILDREN];

/* At each child's place: the errno with which a program could not be started. */
static int failures = NO_FILE;

static struct child *free_place(void) {
  for (int place = 0; place < MOST_CHILDREN; place++)
    if (children[place].pid == 0) return &children[place];
  return 0;
}

int has_room(void) {
  return free_place() != 0;
}

static void close_file(int file) {
  if (file >= 0) sys_close(file);
}

static int input_file(const struct text *input) {
  if (input->length == 0) return sys_open("/dev/null", O_RDONLY | O_CLOEXEC, 0);
  int file = sys_memory_file("stdin");
  for (usize at = 0; file >= 0 && at < input->length;) {
    isize count = sys_pwrite(file, input->bytes + at, input->length - at, (isize)at);
    if (count > 0) {
      at += (usize)count;
    } else if (count != -EINTR) {
      sys_close(file);
      file = (int)count;
    }
  }
  return file;
}

_Noreturn static void become(const struct request *request, isize place, int input) {
  static char *words[MOST_WORDS + 2];
  u32 count = 0;
  for (u32 at = 2; at < request->split; at++) words[count++] = request->texts[at].bytes;
  words[count++] = 0;
  char **environment = &words[count];
  for (u32 at = request->split; at < request->count; at++) words[count++] = request->texts[at].bytes;
  words[count] = 0;
  sys_put_at(input, 0);
  sys_put_at(children[place].output, 1);
  sys_put_at(children[place].errors, 2);
  sys_signal_mask(SIG_SETMASK, 0);
  int failure = (int)-sys_exec(request->texts[0].bytes, words, environment);
  sys_pwrite(failures, &failure, sizeof failure, place * (isize)sizeof failure);
  sys_exit(NOT_STARTED);
}

/* Its texts: file, input, the words from the program's name on, and from `split` the environment. */
void run_program(const struct request *request) {
  struct child *child = free_place();
  isize place = child - children;
  if (failures < 0) failures = sys_memory_file("failures");
  int input = input_file(&request->texts[1]);
  *child = (struct child){0, request->id, sys_memory_file("stdout"), sys_memory_file("stderr")};
  isize pid = failures < 0 ? failures : input < 0 ? input : child->output < 0 ? child->output : child->errors;
  if (pid >= 0) {
    const int none = 0;
    sys_pwrite(failures, &none, sizeof none, place * (isize)sizeof none);
    pid = sys_fork();
  }
  if (pid == 0) become(request, place, input);
  close_file(input);
  if (pid > 0) {
    child->pid = pid;
    return;
  }
  close_file(child->output);
  close_file(child->errors);
  answer(request->id, pid, "", 0);
}

/* A call that may wait: its result comes as an exit status, which holds any errno. */
void run_beside(const struct request *request, isize (*work)(const char *path)) {
  struct child *child = free_place();
  isize pid = sys_fork();
  if (pid == 0) sys_exit((int)-work(request->texts[0].bytes));
  if (pid < 0) answer(request->id, pid, "", 0);
  else *child = (struct child){pid, request->id, NO_FILE, NO_FILE};
}

static isize failure_of(const struct child *child) {
  int failure = 0;
  sys_pread(failures, &failure, sizeof failure, (child - children) * (isize)sizeof failure);
  return failure;
}

static void finish(struct child *child, int status) {
  int is_program = child->output >= 0;
  isize failure = is_program && status == NOT_STARTED << 8 ? failure_of(child) : 0;
  child->pid = 0;
  answer_with_files(child->id, failure > 0 ? -failure : status, child->output, child->errors);
  close_file(child->output);
  close_file(child->errors);
}

/* Answers for all that have ended. */
void reap(void) {
  int status;
  isize pid;
  while ((pid = sys_wait(&status)) > 0)
    for (int place = 0; place < MOST_CHILDREN; place++)
      if (children[place].pid == pid) finish(&children[place], status);
}
