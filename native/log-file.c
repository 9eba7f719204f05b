#include "log-file.h"

enum { PATH_BYTES = 4096 };

/* A writer that was killed may have left half a record: the next one must not continue its line. */
static void end_torn_record(int fd, isize size) {
  u8 last;
  if (size > 0 && sys_pread(fd, &last, 1, size - 1) == 1 && last != '\n') sys_write(fd, "\n", 1);
}

void log_file_open(struct log_file *file) {
  file->fd = sys_open(file->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  file->size = 0;
  if (file->fd < 0) return;
  isize size = sys_size(file->fd);
  end_torn_record(file->fd, size);
  if (size > 0) file->size = (u64)size;
}

/* Takes back the part of the last record that still found room, so that the next write begins a record. */
static usize drop_torn_record(struct log_file *file, const u8 *records, usize written) {
  usize whole = written;
  while (whole > 0 && records[whole - 1] != '\n') whole--;
  isize size = sys_size(file->fd);
  if (whole < written && size >= 0) sys_truncate(file->fd, size - (isize)(written - whole));
  return whole;
}

void log_file_append(struct log_file *file, const u8 *records, usize length) {
  if (file->fd < 0) log_file_open(file);
  if (file->fd < 0) return;
  usize written = 0;
  while (written < length) {
    isize result = sys_write(file->fd, records + written, length - written);
    if (result == -EINTR) continue;
    if (result <= 0) {
      written = drop_torn_record(file, records, written);
      break;
    }
    written += (usize)result;
  }
  file->size += written;
}

/* Writes "PATH.NUMBER", or plain "PATH" for 0. Returns 0 where the name is too long. */
static int rotated_name(char *name, const char *path, u64 number) {
  usize length = 0;
  while (path[length]) {
    if (length + 24 > PATH_BYTES) return 0;
    name[length] = path[length];
    length++;
  }
  if (number > 0) {
    name[length++] = '.';
    u64 unit = 1;
    while (number / unit >= 10) unit *= 10;
    for (; unit > 0; unit /= 10) name[length++] = (char)('0' + number / unit % 10);
  }
  name[length] = 0;
  return 1;
}

static int rename_rotated(const char *path, u64 from, u64 to) {
  static char old_name[PATH_BYTES], new_name[PATH_BYTES];
  if (!rotated_name(old_name, path, from) || !rotated_name(new_name, path, to)) return 0;
  isize result = sys_rename(old_name, new_name);
  return result == 0 || result == -ENOENT;
}

/* Whoever reads the old file keeps its inode, so that even with one file the end of it can still be read. */
static int move_away(struct log_file *file) {
  if (file->max_files < 2) return sys_unlink(file->path) == 0;
  for (u64 number = file->max_files - 1; number > 1; number--) rename_rotated(file->path, number - 1, number);
  return rename_rotated(file->path, 0, 1);
}

void log_file_rotate(struct log_file *file) {
  file->size = 0;
  if (file->fd < 0 || !move_away(file)) return;
  sys_close(file->fd);
  log_file_open(file);
}
