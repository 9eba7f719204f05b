/* The Linux calls that the name socket alone makes. Results are the kernel's: a negative value is -errno. */
#pragma once
#include "../linux.h"

enum { SOL_SOCKET = 1, SO_SNDTIMEO = 21 };

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
