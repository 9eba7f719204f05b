/* Directories with all that is in them. To remove some waits for the disk, and runs in a process of its own. */
#include "deputy.h"

enum { LIST_BYTES = 4096, MOST_DEPTH = 16, MOST_LOOKS = 5 };

/* The kernel's struct linux_dirent64. */
struct entry {
  u64 inode;
  isize next;
  u16 length;
  u8 type;
  char name[];
};

static isize unlink_at(int parent, const char *name, int flags) {
  isize result = linux_call(SYS_unlinkat, parent, (isize)name, flags, 0, 0);
  return result == -ENOENT ? 0 : result;
}

static int is_self_or_parent(const char *name) {
  return name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

static isize remove_at(int parent, const char *name, int depth);

static isize empty(int directory, int depth) {
  u8 list[LIST_BYTES] __attribute__((aligned(8)));
  isize length;
  while ((length = linux_call(SYS_getdents64, directory, (isize)list, sizeof list, 0, 0)) > 0) {
    for (isize at = 0; at < length;) {
      const struct entry *entry = (const struct entry *)(list + at);
      at += entry->length;
      if (is_self_or_parent(entry->name)) continue;
      isize result = remove_at(directory, entry->name, depth);
      if (result < 0) return result;
    }
  }
  return length;
}

/* A link is removed, and never followed. Somebody may be writing a last file there. */
static isize remove_at(int parent, const char *name, int depth) {
  isize result = unlink_at(parent, name, 0);
  if (result != -EISDIR) return result;
  if (depth == MOST_DEPTH) return -ELOOP;
  int directory = (int)linux_call(SYS_openat, parent, (isize)name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0, 0);
  if (directory < 0) return directory == -ENOENT ? 0 : directory;
  for (int look = 0; look < MOST_LOOKS; look++) {
    linux_call(SYS_lseek, directory, 0, 0, 0, 0);
    result = empty(directory, depth + 1);
    if (result == 0) result = unlink_at(parent, name, AT_REMOVEDIR);
    if (result != -ENOTEMPTY) break;
  }
  sys_close(directory);
  return result;
}

/* Paths, a zero byte after each, and another one after the last. The first that cannot be removed ends it. */
isize remove_trees(const char *paths) {
  isize result = 0;
  while (*paths != 0 && result == 0) {
    result = remove_at(AT_FDCWD, paths, 0);
    while (*paths++ != 0) continue;
  }
  return result;
}
