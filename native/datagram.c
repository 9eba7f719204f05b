#include "datagram.h"

enum { SCM_RIGHTS = 1, SOL_SOCKET = 1 };

static int is_open(struct datagram *socket) {
  if (socket->fd < 0) socket->fd = sys_connect(socket->address.bytes, socket->address.length, SOCK_DGRAM);
  return socket->fd >= 0;
}

isize datagram_send(struct datagram *socket, const struct part *parts, usize count) {
  /* Once more on a new socket: the receiver may have been started again. */
  for (int attempt = 0; attempt < 2 && is_open(socket);) {
    isize result = sys_writev(socket->fd, parts, count);
    if (result == -EINTR) continue;
    if (result >= 0 || result == -EMSGSIZE) return result;
    sys_close(socket->fd);
    socket->fd = -1;
    attempt++;
  }
  return -ENOENT;
}

isize datagram_send_file(struct datagram *socket, int file) {
  /* The kernel's struct cmsghdr with one descriptor, and its struct msghdr. */
  struct { u64 length; int level, type, file, padding; } control = {20, SOL_SOCKET, SCM_RIGHTS, file, 0};
  u64 message[7] = {0, 0, 0, 0, (u64)&control, sizeof control, 0};
  return is_open(socket) ? linux_call(SYS_sendmsg, socket->fd, (isize)message, 0, 0, 0) : -ENOENT;
}
