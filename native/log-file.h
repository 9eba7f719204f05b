/* A file of whole records that is appended to and rotated by size: PATH, then PATH.1, PATH.2, … as they get older. */
#pragma once
#include "linux.h"

struct log_file {
  const char *path;
  /* Bytes at which a file is full; 0 for never. A file ends at most one record later. */
  u64 max_size;
  /* Files kept, the current one among them; at least 1. */
  u64 max_files;
  /* -1 while there is none, after a failure to open it. */
  int fd;
  u64 size;
};

void log_file_open(struct log_file *file);

/* Appends records, each ended by a newline. What finds no room is dropped, up to whole records. */
void log_file_append(struct log_file *file, const u8 *records, usize length);

/* Begins a new file; where that cannot be done, goes on in this one for as long again. */
void log_file_rotate(struct log_file *file);
