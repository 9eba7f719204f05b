/* The Linux calls that the shim's front alone makes. Results are the kernel's: a negative value is -errno. */
#pragma once
#include "../linux.h"

/* The kernel's struct sockaddr_un. */
struct unix_address {
  u16 family;
  char path[108];
};

static inline void sys_await(isize child) {
  linux_call(SYS_wait4, child, 0, 0, 0, 0);
}

/* Its two ends, to be read from and to be written to; a program that is started has neither. */
static inline isize sys_pipe(int ends[2]) {
  return linux_call(SYS_pipe2, (isize)ends, O_CLOEXEC, 0, 0, 0);
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
