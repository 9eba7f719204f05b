/* The Linux calls that the deputy makes beyond the logger's. Results are the kernel's: a negative value is -errno. */
#pragma once
#include "../linux.h"

#if defined(__x86_64__)
enum {
  SYS_rt_sigprocmask = 14,
  SYS_ioctl = 16,
  SYS_pwrite64 = 18,
  SYS_clone = 56,
  SYS_execve = 59,
  SYS_wait4 = 61,
  SYS_getppid = 110,
  SYS_mount = 165,
  SYS_umount2 = 166,
  SYS_lsetxattr = 189,
  SYS_lgetxattr = 192,
  SYS_llistxattr = 195,
  SYS_getdents64 = 217,
  SYS_mknodat = 259,
  SYS_utimensat = 280,
  SYS_unshare = 272,
  SYS_statx = 332,
  SYS_signalfd4 = 289,
  SYS_dup3 = 292,
  SYS_pidfd_send_signal = 424,
  SYS_pidfd_open = 434,
  SYS_pidfd_getfd = 438,
};
enum { O_DIRECTORY = 0200000, O_NOFOLLOW = 0400000 };
#else
enum {
  SYS_lsetxattr = 6,
  SYS_lgetxattr = 9,
  SYS_llistxattr = 12,
  SYS_dup3 = 24,
  SYS_ioctl = 29,
  SYS_mknodat = 33,
  SYS_umount2 = 39,
  SYS_mount = 40,
  SYS_getdents64 = 61,
  SYS_pwrite64 = 68,
  SYS_signalfd4 = 74,
  SYS_utimensat = 88,
  SYS_unshare = 97,
  SYS_rt_sigprocmask = 135,
  SYS_getppid = 173,
  SYS_clone = 220,
  SYS_execve = 221,
  SYS_wait4 = 260,
  SYS_statx = 291,
  SYS_pidfd_send_signal = 424,
  SYS_pidfd_open = 434,
  SYS_pidfd_getfd = 438,
};
enum { O_DIRECTORY = 040000, O_NOFOLLOW = 0100000 };
#endif

typedef unsigned short u16;
typedef unsigned int u32;

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
enum { POLLERR = 8, POLLHUP = 16, POLLNVAL = 32 };
enum { SIGCHLD = 17, SIG_BLOCK = 0, SIG_SETMASK = 2, WNOHANG = 1 };
enum { SFD_NONBLOCK = O_NONBLOCK, SFD_CLOEXEC = O_CLOEXEC };
enum { CLONE_NEWNET = 0x40000000, MS_BIND = 4096, MNT_DETACH = 2 };
enum { S_IFMT = 0170000, S_IFIFO = 0010000, S_IFDIR = 0040000, S_IFREG = 0100000, STATX_BASIC_STATS = 0x7ff };
enum { AF_INET = 2, SIOCGIFFLAGS = 0x8913, SIOCSIFFLAGS = 0x8914, IFF_UP = 1 };

static inline isize sys_pwrite(int fd, const void *bytes, usize length, isize offset) {
  return linux_call(SYS_pwrite64, fd, (isize)bytes, (isize)length, offset, 0);
}

/* A copy of this process; 0 in the copy. */
static inline isize sys_fork(void) {
  return linux_call(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

/* A child that has ended, 0 where none has. */
static inline isize sys_wait(int *status) {
  return linux_call(SYS_wait4, -1, (isize)status, WNOHANG, 0, 0);
}

static inline isize sys_exec(const char *file, char *const *arguments, char *const *environment) {
  return linux_call(SYS_execve, (isize)file, (isize)arguments, (isize)environment, 0, 0);
}

static inline void sys_put_at(int fd, int place) {
  linux_call(SYS_dup3, fd, place, 0, 0, 0);
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
