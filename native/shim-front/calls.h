/* The Linux calls that the shim's front makes beyond the logger's. Results are the kernel's: a negative value is -errno. */
#pragma once
#include "../linux.h"

#if defined(__x86_64__)
enum {
  SYS_bind = 49,
  SYS_listen = 50,
  SYS_clone = 56,
  SYS_execve = 59,
  SYS_wait4 = 61,
  SYS_setpgid = 109,
  SYS_getppid = 110,
  SYS_sched_getaffinity = 204,
  SYS_readlinkat = 267,
  SYS_fchmodat = 268,
  SYS_faccessat = 269,
  SYS_dup3 = 292,
  SYS_pipe2 = 293,
};
#else
enum {
  SYS_dup3 = 24,
  SYS_faccessat = 48,
  SYS_fchmodat = 53,
  SYS_pipe2 = 59,
  SYS_readlinkat = 78,
  SYS_sched_getaffinity = 123,
  SYS_setpgid = 154,
  SYS_getppid = 173,
  SYS_bind = 200,
  SYS_listen = 201,
  SYS_clone = 220,
  SYS_execve = 221,
  SYS_wait4 = 260,
};
#endif

typedef unsigned int u32;
typedef unsigned short u16;

enum { AF_UNIX = 1, O_EXCL = 0200, SIGCHLD = 17 };

/* The kernel's struct sockaddr_un. */
struct unix_address {
  u16 family;
  char path[108];
};

static inline isize sys_exec(const char *file, char *const *arguments, char *const *environment) {
  return linux_call(SYS_execve, (isize)file, (isize)arguments, (isize)environment, 0, 0);
}

/* A copy of this process; 0 in the copy. */
static inline isize sys_fork(void) {
  return linux_call(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static inline void sys_await(isize child) {
  linux_call(SYS_wait4, child, 0, 0, 0, 0);
}

/* Its two ends, to be read from and to be written to; a program that is started has neither. */
static inline isize sys_pipe(int ends[2]) {
  return linux_call(SYS_pipe2, (isize)ends, O_CLOEXEC, 0, 0, 0);
}

static inline isize sys_put_at(int fd, int place) {
  return linux_call(SYS_dup3, fd, place, 0, 0, 0);
}

static inline isize sys_access(const char *path) {
  return linux_call(SYS_faccessat, AT_FDCWD, (isize)path, 0, 0, 0);
}

static inline isize sys_read_link(const char *path, char *target, usize size) {
  return linux_call(SYS_readlinkat, AT_FDCWD, (isize)path, (isize)target, (isize)size, 0);
}

static inline isize sys_change_mode(const char *path, int mode) {
  return linux_call(SYS_fchmodat, AT_FDCWD, (isize)path, mode, 0, 0);
}

/* How many processors this process may run on; 0 where the kernel does not tell. */
static inline int sys_processors(void) {
  static u64 mask[1024 / 64];
  isize length = linux_call(SYS_sched_getaffinity, 0, sizeof mask, (isize)mask, 0, 0);
  int count = 0;
  for (isize at = 0; at < length / (isize)sizeof *mask; at++)
    for (u64 rest = mask[at]; rest; rest &= rest - 1) count++;
  return count;
}

static inline isize sys_lead_group(void) {
  return linux_call(SYS_setpgid, 0, 0, 0, 0, 0);
}

static inline u64 sys_parent(void) {
  return (u64)linux_call(SYS_getppid, 0, 0, 0, 0, 0);
}

/* A socket that listens at the path, for its owner alone; or -errno. */
static inline int sys_listen_at(const struct unix_address *address) {
  int fd = (int)linux_call(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0);
  if (fd < 0) return fd;
  isize result = linux_call(SYS_bind, fd, (isize)address, sizeof *address, 0, 0);
  if (result == 0) {
    result = linux_call(SYS_listen, fd, 4096, 0, 0, 0);
    if (result == 0) result = sys_change_mode(address->path, 0600);
    if (result < 0) sys_unlink(address->path);
  }
  if (result < 0) sys_close(fd);
  return result < 0 ? (int)result : fd;
}
