/*
 * What several of the programs ask of Linux. There is no C library under them: one would cost 130 KiB of private memory for each
 * container's logger. Results are the kernel's: a negative value is -errno.
 */
#pragma once
#include "system-calls.h"

struct timespec {
  isize seconds;
  isize nanoseconds;
};

struct pollfd {
  int fd;
  short events;
  short revents;
};

enum { ENOENT = 2, EINTR = 4, EAGAIN = 11, EMSGSIZE = 90, EINPROGRESS = 115 };
enum {
  O_RDONLY = 0,
  O_WRONLY = 01,
  O_RDWR = 02,
  O_CREAT = 0100,
  O_EXCL = 0200,
  O_APPEND = 02000,
  O_NONBLOCK = 04000,
  O_CLOEXEC = 02000000,
  O_PATH = 010000000,
};
enum { POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 16, POLLNVAL = 32 };
enum { AT_FDCWD = -100, SEEK_END = 2, MADV_DONTNEED = 4, CLOCK_REALTIME = 0, CLONE_NEWNET = 0x40000000 };
enum { AF_UNIX = 1, AF_INET = 2 };
enum { LOCK_SH = 1, LOCK_NB = 4 };
enum { SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000 };
enum { MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2, F_ADD_SEALS = 1033, ALL_SEALS = 15 };
enum { SIGHUP = 1, SIGINT = 2, SIGPIPE = 13, SIGTERM = 15, SIGCHLD = 17, SIGXFSZ = 25 };

static inline isize sys_read(int fd, void *bytes, usize length) {
  return linux_call(SYS_read, fd, (isize)bytes, (isize)length, 0, 0);
}

static inline isize sys_pread(int fd, void *bytes, usize length, isize offset) {
  return linux_call(SYS_pread64, fd, (isize)bytes, (isize)length, offset, 0);
}

static inline isize sys_write(int fd, const void *bytes, usize length) {
  return linux_call(SYS_write, fd, (isize)bytes, (isize)length, 0, 0);
}

struct part;

/* `parts` is the kernel's struct iovec. */
static inline isize sys_writev(int fd, const struct part *parts, usize count) {
  return linux_call(SYS_writev, fd, (isize)parts, (isize)count, 0, 0);
}

static inline int sys_open_at(int directory, const char *path, int flags, int mode) {
  return (int)linux_call(SYS_openat, directory, (isize)path, flags, mode, 0);
}

static inline int sys_open(const char *path, int flags, int mode) {
  return sys_open_at(AT_FDCWD, path, flags, mode);
}

static inline void sys_close(int fd) {
  linux_call(SYS_close, fd, 0, 0, 0, 0);
}

/* A socket of the address's family; a connection that does not block may still be on its way. */
static inline int sys_connect(const u8 *address, usize length, int type) {
  unsigned short family;
  __builtin_memcpy(&family, address, sizeof family);
  int fd = (int)linux_call(SYS_socket, family, type | SOCK_CLOEXEC, 0, 0, 0);
  if (fd < 0) return fd;
  isize result = linux_call(SYS_connect, fd, (isize)address, (isize)length, 0, 0);
  if (result == 0 || result == -EINPROGRESS) return fd;
  sys_close(fd);
  return (int)result;
}

static inline int sys_memory_file(const char *name) {
  return (int)linux_call(SYS_memfd_create, (isize)name, MFD_CLOEXEC | MFD_ALLOW_SEALING, 0, 0, 0);
}

static inline void sys_seal(int file) {
  linux_call(SYS_fcntl, file, F_ADD_SEALS, ALL_SEALS, 0, 0);
}

static inline u64 sys_pid(void) {
  return (u64)linux_call(SYS_getpid, 0, 0, 0, 0, 0);
}

static inline u64 sys_parent(void) {
  return (u64)linux_call(SYS_getppid, 0, 0, 0, 0, 0);
}

/* A copy of this process; 0 in the copy. */
static inline isize sys_fork(void) {
  return linux_call(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static inline isize sys_exec(const char *file, char *const *arguments, char *const *environment) {
  return linux_call(SYS_execve, (isize)file, (isize)arguments, (isize)environment, 0, 0);
}

static inline isize sys_put_at(int fd, int place) {
  return linux_call(SYS_dup3, fd, place, 0, 0, 0);
}

static inline isize sys_size(int fd) {
  return linux_call(SYS_lseek, fd, 0, SEEK_END, 0, 0);
}

static inline isize sys_truncate(int fd, isize size) {
  return linux_call(SYS_ftruncate, fd, size, 0, 0, 0);
}

static inline isize sys_rename(const char *from, const char *to) {
  return linux_call(SYS_renameat, AT_FDCWD, (isize)from, AT_FDCWD, (isize)to, 0);
}

static inline isize sys_unlink(const char *path) {
  return linux_call(SYS_unlinkat, AT_FDCWD, (isize)path, 0, 0, 0);
}

static inline isize sys_flock(int fd, int operation) {
  return linux_call(SYS_flock, fd, operation, 0, 0, 0);
}

static inline void sys_chdir(const char *path) {
  linux_call(SYS_chdir, (isize)path, 0, 0, 0, 0);
}

static inline struct timespec sys_now(void) {
  struct timespec now = {0, 0};
  linux_call(SYS_clock_gettime, CLOCK_REALTIME, (isize)&now, 0, 0, 0);
  return now;
}

enum { FOREVER = -1 };

/* Waits until one of the files is ready or the time is up, which gives 0. */
static inline isize sys_poll(struct pollfd *files, usize count, isize seconds) {
  struct timespec timeout = {seconds, 0};
  return linux_call(SYS_ppoll, (isize)files, (isize)count, seconds == FOREVER ? 0 : (isize)&timeout, 0, 0);
}

static inline void sys_ignore(int signal) {
  /* The kernel's struct sigaction: handler, flags, restorer, mask; handler 1 is SIG_IGN. */
  const u64 action[4] = {1, 0, 0, 0};
  linux_call(SYS_rt_sigaction, signal, (isize)action, 0, sizeof(u64), 0);
}

static inline void sys_release(void *memory, usize length) {
  linux_call(SYS_madvise, (isize)memory, (isize)length, MADV_DONTNEED, 0, 0);
}

_Noreturn static inline void sys_exit(int status) {
  for (;;) linux_call(SYS_exit_group, status, 0, 0, 0, 0);
}
