/* Network namespaces as `ip netns` keeps them: files that hold them open. Each runs in a process of its own. */
#include "deputy.h"

/* The kernel's struct ifreq, of which only the name and the flags are asked for. */
struct interface {
  char name[16];
  short flags;
  char rest[22];
};

static isize raise_loopback(void) {
  struct interface loopback = {"lo", 0, {0}};
  int socket = (int)linux_call(SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0, 0, 0);
  if (socket < 0) return socket;
  isize result = linux_call(SYS_ioctl, socket, SIOCGIFFLAGS, (isize)&loopback, 0, 0);
  if (result < 0) return result;
  loopback.flags |= IFF_UP;
  return linux_call(SYS_ioctl, socket, SIOCSIFFLAGS, (isize)&loopback, 0, 0);
}

/* A namespace of its own, with its loopback up, at a file that is there. */
isize make_netns(const char *path) {
  isize result = linux_call(SYS_unshare, CLONE_NEWNET, 0, 0, 0, 0);
  if (result == 0) result = raise_loopback();
  if (result == 0) result = linux_call(SYS_mount, (isize)"/proc/self/ns/net", (isize)path, 0, MS_BIND, 0);
  return result;
}

/* Right also where the file was never mounted on, and where it is gone. */
isize delete_netns(const char *path) {
  isize result = linux_call(SYS_umount2, (isize)path, MNT_DETACH, 0, 0, 0);
  if (result < 0 && result != -EINVAL && result != -ENOENT) return result;
  result = sys_unlink(path);
  return result == -ENOENT ? 0 : result;
}
