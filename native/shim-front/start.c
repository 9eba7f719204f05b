/*
 * `start`: makes the socket, starts the shim itself with it, and says where it is, as the shim's program would after a start of its own
 * (containerd 1.7, runtime/v2/runc/manager and runtime/v2/shim). What is out of the ordinary is left to that.
 */
#include "front.h"

enum { MOST_SPEC = 1 << 20, MOST_OPTIONS = 1 << 20, MOST_VARIABLES = 256, SHIM_SOCKET = 3, MOST_SCORE = 1000 };

/* A varint of protobuf; -1 where there is none. */
static isize read_varint(const u8 **at, const u8 *end) {
  usize value = 0;
  for (int shift = 0; *at < end && shift < 56; shift += 7) {
    u8 byte = *(*at)++;
    value |= (usize)(byte & 127) << shift;
    if (byte < 128) return (isize)value;
  }
  return -1;
}

/* The contents of the field with this number, empty where it is absent; false where this is no message, or has types that no such message has. */
static int find_field(const u8 *at, const u8 *end, isize number, const u8 **found, usize *length) {
  *found = at, *length = 0;
  while (at < end) {
    isize tag = read_varint(&at, end), size = tag < 0 ? -1 : read_varint(&at, end);
    if (size < 0 || ((tag & 7) != 0 && (tag & 7) != 2)) return 0;
    if ((tag & 7) == 0) continue;
    if (size > end - at) return 0;
    if (tag >> 3 == number) *found = at, *length = (usize)size;
    at += size;
  }
  return 1;
}

/* Whether the options, as they come on stdin, ask for no control group of the shim's own. */
static int is_ordinary(const u8 *options, usize length) {
  static const char type[] = "containerd.runc.v1.Options";
  enum { TYPE = 1, VALUE = 2, SHIM_CGROUP = 3 };
  const u8 *name, *value, *group;
  usize name_length, value_length, group_length;
  if (!find_field(options, options + length, TYPE, &name, &name_length)) return 0;
  if (!find_field(options, options + length, VALUE, &value, &value_length)) return 0;
  if (name_length == 0) return length == 0;
  if (name_length != sizeof type - 1) return 0;
  for (usize at = 0; at < name_length; at++)
    if (name[at] != (u8)type[at]) return 0;
  return find_field(value, value + value_length, SHIM_CGROUP, &group, &group_length) && group_length == 0;
}

/* Its own program reads them once more. */
static int put_back(const u8 *options, usize length) {
  int file = sys_memory_file("options");
  if (file < 0 || !write_all(file, options, length)) return 0;
  enum { SEEK_SET = 0 };
  linux_call(SYS_lseek, file, 0, SEEK_SET, 0, 0);
  sys_put_at(file, 0);
  sys_close(file);
  return 1;
}

/* Containers whose annotations name a group share a shim. */
static int has_group(void) {
  static const char *const names[] = {"io.containerd.runc.v2.group", "io.kubernetes.cri.sandbox-id"};
  static char spec[MOST_SPEC];
  isize length = read_path("config.json", spec, sizeof spec - 1);
  if (length < 0) return 1;
  spec[length] = 0;
  for (const char *at = spec; at < spec + length; at++)
    if (*at == 'i' && (after(at, names[0]) || after(at, names[1]))) return 1;
  return 0;
}

/* filepath.Join would make another path of it. */
static int is_clean(const char *path) {
  if (*path != '/') return 0;
  for (; *path; path++)
    if (*path == '/' && (path[1] == '/' || path[1] == '.' || path[1] == 0)) return 0;
  return 1;
}

/* One more than containerd's own, so that a shim is killed before it where memory is short. */
static int read_score(struct text *score) {
  static struct text path;
  char digits[16];
  append(&path, "/proc/");
  append_number(&path, sys_parent());
  append(&path, "/oom_score_adj");
  isize length = read_path(path.bytes, digits, sizeof digits), value = 0;
  if (length < 2) return 0;
  int is_negative = digits[0] == '-';
  for (isize at = is_negative; at < length && digits[at] != '\n'; at++) value = value * 10 + digits[at] - '0';
  value = (is_negative ? -value : value) + 1;
  if (value > MOST_SCORE) value = MOST_SCORE;
  if (value < 0) append(score, "-");
  append_number(score, (u64)(value < 0 ? -value : value));
  return 1;
}

static int write_file(const char *path, int flags, const char *text) {
  usize length = 0;
  while (text[length]) length++;
  int file = sys_open(path, flags | O_WRONLY | O_CLOEXEC, 0644);
  if (file < 0) return 0;
  int is_written = write_all(file, text, length);
  sys_close(file);
  return is_written;
}

/* Containerd's four, but no more than there are: each costs the shim a worker of its garbage collector, and time in which they wait for each other. */
static char *shim_processors(void) {
  static char *const counts[] = {"GOMAXPROCS=4", "GOMAXPROCS=1", "GOMAXPROCS=2", "GOMAXPROCS=3"};
  int count = sys_processors();
  return counts[count < 4 ? count : 0];
}

_Noreturn static void become(const struct call *call, const char *shim, char *const *environment, int socket, const char *score, int failure) {
  char *words[] = {(char *)shim, "-namespace", (char *)call->namespace, "-id", (char *)call->id, "-address", (char *)call->address, 0};
  static char *variables[MOST_VARIABLES];
  usize count = 0;
  for (; *environment && count < MOST_VARIABLES - 2; environment++)
    if (!after(*environment, "GOMAXPROCS=")) variables[count++] = *environment;
  variables[count] = shim_processors();
  sys_lead_group();
  int nothing = sys_open("/dev/null", O_RDWR | O_CLOEXEC, 0);
  if (nothing >= 0 && !*environment && write_file("/proc/self/oom_score_adj", 0, score)) {
    for (int stream = 0; stream < 3; stream++) sys_put_at(nothing, stream);
    if (socket == SHIM_SOCKET) linux_call(SYS_fcntl, socket, 2, 0, 0, 0); /* F_SETFD: it stays open */
    else sys_put_at(socket, SHIM_SOCKET);
    sys_exec(shim, words, variables);
  }
  write_all(failure, "", 1);
  sys_exit(1);
}

/* Whether the shim is there, with the socket. The other end of the pipe closes when it is. */
static int start(const struct call *call, const char *shim, char *const *environment, int socket, const char *score) {
  int ends[2];
  char failure;
  if (sys_pipe(ends) < 0) return 0;
  isize pid = sys_fork();
  if (pid == 0) become(call, shim, environment, socket, score, ends[1]);
  sys_close(ends[1]);
  isize count = pid > 0 ? sys_read(ends[0], &failure, 1) : -1;
  if (pid > 0 && count != 0) sys_await(pid);
  sys_close(ends[0]);
  return count == 0;
}

int start_shim(const struct call *call, const char *shim, char *const *environment) {
  static u8 options[MOST_OPTIONS];
  static struct text message, address, score;
  for (char *const *variable = environment; *variable; variable++)
    if (after(*variable, "SCHED_CORE=")) return 0;
  if (!is_clean(call->address) || !read_score(&score)) return 0;
  if (has_group()) return 0;
  append(&message, call->address), append(&message, "/"), append(&message, call->namespace), append(&message, "/"), append(&message, call->id);
  append(&address, "unix://" RUN "/s/");
  append_sha256(&address, &message);
  struct unix_address place = {AF_UNIX, {0}};
  const char *path = after(address.bytes, "unix://");
  for (usize at = 0; path[at]; at++) place.path[at] = path[at];
  if (message.is_too_long || address.is_too_long) return 0;

  isize length = read_all(0, options, sizeof options);
  if (length < 0) sys_exit(1); /* More than there ever is: what was read cannot be given back. */
  int socket = is_ordinary(options, (usize)length) ? sys_listen_at(&place) : -1;
  if (socket >= 0) {
    int is_told = write_file(".address", O_CREAT | O_EXCL, address.bytes) && sys_rename(".address", "address") == 0;
    if (is_told && start(call, shim, environment, socket, score.bytes)) {
      write_all(1, address.bytes, address.length);
      return 1;
    }
    sys_unlink(".address");
    sys_unlink("address");
    sys_unlink(place.path);
    sys_close(socket);
  }
  if (!put_back(options, (usize)length)) sys_exit(1);
  return 0;
}
