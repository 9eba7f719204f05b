/* What the kernel does at once to files, and runtimes have no call for. */
#include "deputy.h"

enum { MOST_BYTES = 64 * 1024 }; /* The kernel's limit for a value, and for a list of names. */
enum { LABEL_BYTES = sizeof "security.selinux" };
static const isize NANOSECONDS = 1000000000;

static u8 bytes[MOST_BYTES];

/* FIFOs that only their owner may open; the first that cannot be made ends it. */
void make_fifos(const struct request *request) {
  isize result = 0;
  for (u32 at = 0; at < request->count && result == 0; at++)
    result = linux_call(SYS_mknodat, AT_FDCWD, (isize)request->texts[at].bytes, S_IFIFO | 0600, 0, 0);
  answer(request->id, result, "", 0);
}

static void answer_with_bytes(const struct request *request, isize length) {
  answer(request->id, length < 0 ? length : 0, bytes, length < 0 ? 0 : (usize)length);
}

/* Its texts: a path, which is not followed where it is a link, and the attribute's name. */
void read_attribute(const struct request *request) {
  isize path = (isize)request->texts[0].bytes, name = (isize)request->texts[1].bytes;
  answer_with_bytes(request, linux_call(SYS_lgetxattr, path, name, (isize)bytes, sizeof bytes, 0));
}

/* The names, a zero byte after each. */
void list_attributes(const struct request *request) {
  isize path = (isize)request->texts[0].bytes;
  answer_with_bytes(request, linux_call(SYS_llistxattr, path, (isize)bytes, sizeof bytes, 0, 0));
}

/* Its texts: path, name, value. */
void write_attribute(const struct request *request) {
  isize path = (isize)request->texts[0].bytes, name = (isize)request->texts[1].bytes;
  const struct text *value = &request->texts[2];
  isize result = linux_call(SYS_lsetxattr, path, name, (isize)value->bytes, value->length, 0);
  answer(request->id, result, "", 0);
}

/* A name that says something of the file: the security module's label says where it lies. */
static int is_own(const u8 *name) {
  static const u8 label[LABEL_BYTES] = "security.selinux";
  return __builtin_memcmp(name, label, LABEL_BYTES) != 0;
}

static u32 has_attributes(const char *path) {
  static u8 names[MOST_BYTES + LABEL_BYTES]; /* The last one is compared as if it were as long as the label. */
  isize length = linux_call(SYS_llistxattr, (isize)path, (isize)names, MOST_BYTES, 0, 0);
  if (length == -ERANGE) return 1;
  for (isize at = 0; at < length; at++) {
    if (is_own(names + at)) return 1;
    while (names[at] != 0) at++;
  }
  return 0;
}

/* What is answered of a file; src/platform/deputy/file-statuses.ts is the other side. All zeros where nothing can be said. */
struct facts {
  u64 size;
  isize modified; /* Nanoseconds. */
  u64 inode;
  u32 device_major, device_minor, mode, links, node_major, node_minor, has_attributes, unused;
};

static struct facts facts_of(const char *path) {
  struct file_status status;
  isize result =
      linux_call(SYS_statx, AT_FDCWD, (isize)path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, (isize)&status);
  if (result < 0) return (struct facts){0};
  u32 kind = status.mode & S_IFMT;
  return (struct facts){
      .size = status.size,
      .modified = status.modified.seconds * NANOSECONDS + status.modified.nanoseconds,
      .inode = status.inode,
      .device_major = status.device_major,
      .device_minor = status.device_minor,
      .mode = status.mode,
      .links = status.links,
      .node_major = status.node_major,
      .node_minor = status.node_minor,
      .has_attributes = kind == S_IFREG || kind == S_IFDIR ? has_attributes(path) : 0,
  };
}

/* Its text: paths, none followed where it is a link, a zero byte between each two. The answer is the facts of each. */
void stat_files(const struct request *request) {
  const char *path = request->texts[0].bytes, *end = path + request->texts[0].length;
  usize length = 0;
  while (path <= end && length + sizeof(struct facts) <= sizeof bytes) {
    struct facts facts = facts_of(path);
    __builtin_memcpy(bytes + length, &facts, sizeof facts);
    length += sizeof facts;
    while (*path != 0) path++;
    path++;
  }
  answer_with_bytes(request, (isize)length);
}

/* Its texts: a path, which is not followed where it is a link; seconds and nanoseconds, of the last access and change. */
void set_time(const struct request *request) {
  isize times[4];
  if (request->texts[1].length != sizeof times) return answer(request->id, -EINVAL, "", 0);
  __builtin_memcpy(times, request->texts[1].bytes, sizeof times);
  isize path = (isize)request->texts[0].bytes;
  answer(request->id, linux_call(SYS_utimensat, AT_FDCWD, path, (isize)times, AT_SYMLINK_NOFOLLOW, 0), "", 0);
}
