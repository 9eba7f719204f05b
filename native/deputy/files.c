/* What the kernel does at once to files, and runtimes have no call for. */
#include "deputy.h"

enum { MOST_BYTES = 64 * 1024 }; /* The kernel's limit for a value, and for a list of names. */

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
