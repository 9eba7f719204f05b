/*
 * The Linux calls the logger makes, on x86-64 and arm64. There is no C library under the logger: one would cost
 * 130 KiB of private memory for each container. Results are the kernel's: a negative value is -errno.
 *
 * Both architectures get the *at calls, because arm64 has no others.
 */
#pragma once

typedef unsigned char u8;
typedef unsigned long u64;
typedef unsigned long usize;
typedef long isize;

struct timespec {
  isize seconds;
  isize nanoseconds;
};

struct pollfd {
  int fd;
  short events;
  short revents;
};

#if defined(__x86_64__)

enum {
  SYS_read = 0,
  SYS_write = 1,
  SYS_close = 3,
  SYS_lseek = 8,
  SYS_rt_sigaction = 13,
  SYS_pread64 = 17,
  SYS_writev = 20,
  SYS_madvise = 28,
  SYS_getpid = 39,
  SYS_socket = 41,
  SYS_connect = 42,
  SYS_sendmsg = 46,
  SYS_fcntl = 72,
  SYS_flock = 73,
  SYS_ftruncate = 77,
  SYS_chdir = 80,
  SYS_clock_gettime = 228,
  SYS_exit_group = 231,
  SYS_openat = 257,
  SYS_unlinkat = 263,
  SYS_renameat = 264,
  SYS_ppoll = 271,
  SYS_memfd_create = 319,
};

static inline isize linux_call(isize number, isize a, isize b, isize c, isize d, isize e) {
  register isize fourth __asm__("r10") = d;
  register isize fifth __asm__("r8") = e;
  isize result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
                   : "rcx", "r11", "memory");
  return result;
}

#elif defined(__aarch64__)

enum {
  SYS_fcntl = 25,
  SYS_flock = 32,
  SYS_unlinkat = 35,
  SYS_renameat = 38,
  SYS_ftruncate = 46,
  SYS_chdir = 49,
  SYS_openat = 56,
  SYS_close = 57,
  SYS_lseek = 62,
  SYS_read = 63,
  SYS_write = 64,
  SYS_writev = 66,
  SYS_pread64 = 67,
  SYS_ppoll = 73,
  SYS_exit_group = 94,
  SYS_clock_gettime = 113,
  SYS_rt_sigaction = 134,
  SYS_getpid = 172,
  SYS_socket = 198,
  SYS_connect = 203,
  SYS_sendmsg = 211,
  SYS_madvise = 233,
  SYS_memfd_create = 279,
};

static inline isize linux_call(isize number, isize a, isize b, isize c, isize d, isize e) {
  register isize call __asm__("x8") = number;
  register isize first __asm__("x0") = a;
  register isize second __asm__("x1") = b;
  register isize third __asm__("x2") = c;
  register isize fourth __asm__("x3") = d;
  register isize fifth __asm__("x4") = e;
  __asm__ volatile("svc 0"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
                   : "memory");
  return first;
}

#else
#error "the logger knows x86-64 and arm64; elsewhere nerdsh uses logger.pl"
#endif

enum { ENOENT = 2, EINTR = 4, EAGAIN = 11, EMSGSIZE = 90, EINPROGRESS = 115 };
enum {
  O_RDONLY = 0,
  O_WRONLY = 01,
  O_RDWR = 02,
  O_CREAT = 0100,
  O_APPEND = 02000,
  O_NONBLOCK = 04000,
  O_CLOEXEC = 02000000,
  O_PATH = 010000000,
};
enum { AT_FDCWD = -100, SEEK_END = 2, POLLIN = 1, POLLOUT = 4, MADV_DONTNEED = 4, CLOCK_REALTIME = 0 };
enum { LOCK_SH = 1, LOCK_NB = 4 };
enum { SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000 };
enum { MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2, F_ADD_SEALS = 1033, ALL_SEALS = 15 };
enum { SIGHUP = 1, SIGINT = 2, SIGPIPE = 13, SIGTERM = 15, SIGXFSZ = 25 };

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
