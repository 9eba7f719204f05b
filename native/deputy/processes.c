/* What belongs to another process: the open files of the one that asks, and the first process of a container. */
#include "deputy.h"

enum { LOCK_EX = 2 };

static int parent = -1;

void know_parent(void) {
  parent = (int)linux_call(SYS_pidfd_open, (isize)sys_parent(), 0, 0, 0, 0);
}

/* A text that holds as many words. */
static int has_words(const struct text *text, usize count) {
  return text->length == count * sizeof(u32);
}

/*
 * Its text: a descriptor of the process that asks. The lock belongs to the open file, so that it stays when the copy
 * of the descriptor goes. Never waits: -EAGAIN where another has it.
 */
void lock_file(const struct request *request) {
  u32 descriptor;
  if (!has_words(&request->texts[0], 1)) return answer(request->id, -EINVAL, "", 0);
  __builtin_memcpy(&descriptor, request->texts[0].bytes, sizeof descriptor);
  isize file = parent < 0 ? parent : linux_call(SYS_pidfd_getfd, parent, descriptor, 0, 0, 0);
  isize result = file < 0 ? file : linux_call(SYS_flock, file, LOCK_EX | LOCK_NB, 0, 0, 0);
  if (file >= 0) sys_close((int)file);
  answer(request->id, result, "", 0);
}

/* Of /proc/<pid>/cgroup, a line for each hierarchy; what does not fit is not looked at. */
enum { CGROUP_BYTES = 16 * 1024 };

static void write_path(char *path, u32 pid) {
  static const char before[] = "/proc/", after[] = "/cgroup";
  char digits[10];
  u32 count = 0;
  do digits[count++] = (char)('0' + pid % 10);
  while ((pid /= 10) > 0);
  __builtin_memcpy(path, before, sizeof before - 1);
  path += sizeof before - 1;
  while (count > 0) *path++ = digits[--count];
  __builtin_memcpy(path, after, sizeof after);
}

static int is_in_cgroup(u32 pid, const struct text *name) {
  static char bytes[CGROUP_BYTES];
  char path[32];
  usize held = 0;
  isize count;
  write_path(path, pid);
  int file = sys_open(path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return 0;
  while (held < sizeof bytes && (count = sys_read(file, bytes + held, sizeof bytes - held)) > 0) held += (usize)count;
  sys_close(file);
  for (usize at = 0; at + name->length <= held; at++) {
    usize same = 0;
    while (same < name->length && bytes[at + same] == name->bytes[same]) same++;
    if (same == name->length) return 1;
  }
  return 0;
}

/*
 * Its texts: a process's id and a signal; a part of its cgroup's path. Held before it is looked at, the process is the
 * one that gets the signal, whoever may have its id by then. -ESRCH where it is in another cgroup.
 */
void signal_process(const struct request *request) {
  u32 words[2];
  if (!has_words(&request->texts[0], 2) || request->texts[1].length == 0) return answer(request->id, -EINVAL, "", 0);
  __builtin_memcpy(words, request->texts[0].bytes, sizeof words);
  isize process = linux_call(SYS_pidfd_open, words[0], 0, 0, 0, 0);
  if (process < 0) return answer(request->id, process, "", 0);
  isize result = -ESRCH;
  if (is_in_cgroup(words[0], &request->texts[1]))
    result = linux_call(SYS_pidfd_send_signal, process, words[1], 0, 0, 0);
  sys_close((int)process);
  answer(request->id, result, "", 0);
}
