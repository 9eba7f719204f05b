/* What the kernel tells only who tries. */
#include "deputy.h"

enum { ENOSYS = 38 };

/* x32 programs call by numbers with this bit set. In a process of its own, which a filter may kill for it. */
isize try_x32(const char *unused) {
  (void)unused;
#if defined(__x86_64__)
  isize result = linux_call(0x40000000 | SYS_getpid, 0, 0, 0, 0, 0);
  return result < 0 ? result : 0;
#else
  return -ENOSYS;
#endif
}
