/* The Linux calls that the name socket makes beyond the logger's. Results are the kernel's: a negative value is -errno. */
#pragma once
#include "../linux.h"

#if defined(__x86_64__)
enum {
  SYS_recvmsg = 47,
  SYS_bind = 49,
  SYS_listen = 50,
  SYS_getsockname = 51,
  SYS_setsockopt = 54,
  SYS_accept4 = 288,
  SYS_setns = 308,
};
#else
enum {
  SYS_bind = 200,
  SYS_listen = 201,
  SYS_getsockname = 204,
  SYS_setsockopt = 208,
  SYS_recvmsg = 212,
  SYS_accept4 = 242,
  SYS_setns = 268,
};
#endif

typedef unsigned int u32;
typedef unsigned short u16;

enum { AF_INET = 2, CLONE_NEWNET = 0x40000000, SOL_SOCKET = 1, SO_SNDTIMEO = 21 };
enum { POLLERR = 8, POLLHUP = 16, POLLNVAL = 32 };

/* The kernel's struct sockaddr_in; port and host in the network's order. */
struct address {
  u16 family;
  u16 port;
  u32 host;
  u8 padding[8];
};

/* The kernel's struct iovec and struct msghdr, of one part and without control data. */
struct piece {
  const void *bytes;
  usize length;
};

struct message {
  struct address *address;
  u32 address_length;
  struct piece *pieces;
  usize count;
  void *control;
  usize control_length;
  int flags;
};

static inline isize sys_receive(int socket, struct address *from, void *bytes, usize length) {
  struct piece piece = {bytes, length};
  struct message message = {from, sizeof *from, &piece, 1, 0, 0, 0};
  return linux_call(SYS_recvmsg, socket, (isize)&message, 0, 0, 0);
}

static inline isize sys_send(int socket, struct address *to, const void *bytes, usize length) {
  struct piece piece = {bytes, length};
  struct message message = {to, sizeof *to, &piece, 1, 0, 0, 0};
  return linux_call(SYS_sendmsg, socket, (isize)&message, 0, 0, 0);
}

/* Its port, in the network's order; or -errno. */
static inline isize sys_bind_local(int socket, struct address *address) {
  u32 length = sizeof *address;
  isize result = linux_call(SYS_bind, socket, (isize)address, sizeof *address, 0, 0);
  if (result == 0) result = linux_call(SYS_getsockname, socket, (isize)address, (isize)&length, 0, 0);
  return result < 0 ? result : address->port;
}
