/*
 * Stands in front of containerd's shim, under its name. That is a program of 20 MB, whose start takes 13 ms of CPU time, and which containerd 1.7
 * starts three times for each container: to be told how to start the shim, as the shim, and after its end, to find nothing left. The first and
 * the last are done here. Whatever else is asked for, or is not as it always is, is the shim's own affair: it is started with the same words.
 *
 * The shim's own program is where the link `shim` beside this one leads. Where there is no link `known`, it is of another version than 1.7.
 */
#include "front.h"

enum { NOT_STARTED = 127 };

/* By words of containerd's alone, each with its value; false where there is any other. */
static int read_call(char *const *words, struct call *call) {
  for (; *words; words++) {
    const char *word = *words, *binary;
    if (*word != '-') {
      call->action = word;
      return !words[1] && call->namespace && call->address && call->id;
    }
    const char **value = equal(word, "-namespace") ? &call->namespace
                         : equal(word, "-address") ? &call->address
                         : equal(word, "-id")      ? &call->id
                         : equal(word, "-bundle")  ? &call->bundle
                         : equal(word, "-publish-binary") ? &binary
                                                          : 0;
    if (!value || !words[1] || *words[1] == 0) return 0;
    *value = *++words;
  }
  return 0;
}

/* The version of the protocol that containerd 1.7 names, and 2 as well. */
static int is_known(char *const *environment) {
  for (; *environment; environment++)
    if (equal(*environment, "MAX_SHIM_VERSION=2")) return 1;
  return 0;
}

/* Where the link `name` beside this program leads; 0 where there is none. */
static int read_link_beside(const char *name, char *target) {
  static struct text link;
  isize length = sys_read_link("/proc/self/exe", link.bytes, MOST_TEXT - 1);
  while (length > 0 && link.bytes[length - 1] != '/') length--;
  if (length <= 0) return 0;
  link.length = (usize)length;
  append(&link, name);
  length = link.is_too_long ? -1 : sys_read_link(link.bytes, target, MOST_TEXT - 1);
  if (length <= 0) return 0;
  target[length] = 0;
  return 1;
}

void shim_front(long *stack) {
  char **words = (char **)stack + 1, **environment = words + stack[0] + 1;
  struct call call = {0, 0, 0, 0, 0};
  static char shim[MOST_TEXT], known[MOST_TEXT];
  if (stack[0] < 1 || !read_link_beside("shim", shim)) sys_exit(NOT_STARTED);
  if (is_known(environment) && read_call(words + 1, &call) && read_link_beside("known", known)) {
    if (equal(call.action, "start") && !call.bundle && start_shim(&call, shim, environment)) sys_exit(0);
    if (equal(call.action, "delete") && call.bundle && delete_nothing(&call)) sys_exit(0);
  }
  words[0] = shim;
  sys_exec(shim, words, environment);
  sys_exit(NOT_STARTED);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call shim_front\n");
#else
__asm__(".globl _start\n_start: mov x0, sp\n bl shim_front\n");
#endif
