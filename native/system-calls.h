/*
 * How programs without a C library call Linux, on x86-64 and arm64. Results are the kernel's: a negative value is -errno.
 *
 * Both architectures get the *at calls, because arm64 has no others.
 */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef unsigned long usize;
typedef long isize;

#if defined(__x86_64__)

enum {
  SYS_read = 0,
  SYS_write = 1,
  SYS_close = 3,
  SYS_lseek = 8,
  SYS_rt_sigaction = 13,
  SYS_rt_sigprocmask = 14,
  SYS_ioctl = 16,
  SYS_pread64 = 17,
  SYS_pwrite64 = 18,
  SYS_writev = 20,
  SYS_madvise = 28,
  SYS_getpid = 39,
  SYS_socket = 41,
  SYS_connect = 42,
  SYS_sendmsg = 46,
  SYS_recvmsg = 47,
  SYS_bind = 49,
  SYS_listen = 50,
  SYS_getsockname = 51,
  SYS_setsockopt = 54,
  SYS_clone = 56,
  SYS_execve = 59,
  SYS_wait4 = 61,
  SYS_fcntl = 72,
  SYS_flock = 73,
  SYS_ftruncate = 77,
  SYS_chdir = 80,
  SYS_setpgid = 109,
  SYS_getppid = 110,
  SYS_mount = 165,
  SYS_umount2 = 166,
  SYS_lsetxattr = 189,
  SYS_lgetxattr = 192,
  SYS_llistxattr = 195,
  SYS_sched_getaffinity = 204,
  SYS_getdents64 = 217,
  SYS_clock_gettime = 228,
  SYS_exit_group = 231,
  SYS_openat = 257,
  SYS_mknodat = 259,
  SYS_unlinkat = 263,
  SYS_renameat = 264,
  SYS_readlinkat = 267,
  SYS_fchmodat = 268,
  SYS_faccessat = 269,
  SYS_ppoll = 271,
  SYS_unshare = 272,
  SYS_utimensat = 280,
  SYS_accept4 = 288,
  SYS_signalfd4 = 289,
  SYS_dup3 = 292,
  SYS_pipe2 = 293,
  SYS_setns = 308,
  SYS_memfd_create = 319,
  SYS_statx = 332,
  SYS_pidfd_send_signal = 424,
  SYS_pidfd_open = 434,
  SYS_pidfd_getfd = 438,
};
enum { O_DIRECTORY = 0200000, O_NOFOLLOW = 0400000 };

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
  SYS_lsetxattr = 6,
  SYS_lgetxattr = 9,
  SYS_llistxattr = 12,
  SYS_dup3 = 24,
  SYS_fcntl = 25,
  SYS_ioctl = 29,
  SYS_flock = 32,
  SYS_mknodat = 33,
  SYS_unlinkat = 35,
  SYS_renameat = 38,
  SYS_umount2 = 39,
  SYS_mount = 40,
  SYS_ftruncate = 46,
  SYS_faccessat = 48,
  SYS_chdir = 49,
  SYS_fchmodat = 53,
  SYS_openat = 56,
  SYS_close = 57,
  SYS_pipe2 = 59,
  SYS_getdents64 = 61,
  SYS_lseek = 62,
  SYS_read = 63,
  SYS_write = 64,
  SYS_writev = 66,
  SYS_pread64 = 67,
  SYS_pwrite64 = 68,
  SYS_ppoll = 73,
  SYS_signalfd4 = 74,
  SYS_readlinkat = 78,
  SYS_utimensat = 88,
  SYS_exit_group = 94,
  SYS_unshare = 97,
  SYS_clock_gettime = 113,
  SYS_sched_getaffinity = 123,
  SYS_rt_sigaction = 134,
  SYS_rt_sigprocmask = 135,
  SYS_setpgid = 154,
  SYS_getpid = 172,
  SYS_getppid = 173,
  SYS_socket = 198,
  SYS_bind = 200,
  SYS_listen = 201,
  SYS_connect = 203,
  SYS_getsockname = 204,
  SYS_setsockopt = 208,
  SYS_sendmsg = 211,
  SYS_recvmsg = 212,
  SYS_clone = 220,
  SYS_execve = 221,
  SYS_madvise = 233,
  SYS_accept4 = 242,
  SYS_wait4 = 260,
  SYS_setns = 268,
  SYS_memfd_create = 279,
  SYS_statx = 291,
  SYS_pidfd_send_signal = 424,
  SYS_pidfd_open = 434,
  SYS_pidfd_getfd = 438,
};
enum { O_DIRECTORY = 040000, O_NOFOLLOW = 0100000 };

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
#error "for x86-64 and arm64 alone: elsewhere nerdsh does without"
#endif
