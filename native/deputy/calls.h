/* The Linux calls that the deputy alone makes. Results are the kernel's: a negative value is -errno. */
#pragma once
#include "../linux.h"

/* A time of statx(2). */
struct file_time {
  isize seconds;
  u32 nanoseconds, unused;
};

/* What statx(2) says of a file. */
struct file_status {
  u32 mask, block_size;
  u64 flags;
  u32 links, owner, group;
  u16 mode, unused;
  u64 inode, size, blocks, flags_mask;
  struct file_time accessed, made, changed, modified;
  u32 node_major, node_minor, device_major, device_minor;
  u64 later[14];
};

enum { ESRCH = 3, EISDIR = 21, EINVAL = 22, ERANGE = 34, ENOTEMPTY = 39, ELOOP = 40 };
enum { AT_SYMLINK_NOFOLLOW = 0x100, AT_REMOVEDIR = 0x200 };
enum { SIG_BLOCK = 0, SIG_SETMASK = 2, WNOHANG = 1 };
enum { SFD_NONBLOCK = O_NONBLOCK, SFD_CLOEXEC = O_CLOEXEC };
enum { MS_BIND = 4096, MNT_DETACH = 2 };
enum { S_IFMT = 0170000, S_IFIFO = 0010000, S_IFDIR = 0040000, S_IFREG = 0100000, STATX_BASIC_STATS = 0x7ff };
enum { SIOCGIFFLAGS = 0x8913, SIOCSIFFLAGS = 0x8914, IFF_UP = 1 };

static inline isize sys_pwrite(int fd, const void *bytes, usize length, isize offset) {
  return linux_call(SYS_pwrite64, fd, (isize)bytes, (isize)length, offset, 0);
}

/* A child that has ended, 0 where none has. */
static inline isize sys_wait(int *status) {
  return linux_call(SYS_wait4, -1, (isize)status, WNOHANG, 0, 0);
}

static inline void sys_signal_mask(int how, u64 signals) {
  linux_call(SYS_rt_sigprocmask, how, (isize)&signals, 0, sizeof signals, 0);
}

static inline int sys_signal_file(u64 signals) {
  return (int)linux_call(SYS_signalfd4, -1, (isize)&signals, sizeof signals, SFD_NONBLOCK | SFD_CLOEXEC, 0);
}

/* What a program starts with; who started this one may have ignored the signal. */
static inline void sys_default(int signal) {
  const u64 action[4] = {0, 0, 0, 0};
  linux_call(SYS_rt_sigaction, signal, (isize)action, 0, sizeof(u64), 0);
}
