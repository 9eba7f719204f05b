/* What the parts of the shim's front know of each other. */
#pragma once
#include "calls.h"

/* A shim's call as containerd 1.7 writes it: absent words are 0. */
struct call {
  const char *namespace, *address, *id, *bundle, *action;
};

/* containerd's own, whatever the configuration says (1.7, defaults_unix.go and process/init.go). */
#define RUN "/run/containerd"

/* Texts that grow at the end; what does not fit makes them too long for good. */
enum { MOST_TEXT = 4096 };

struct text {
  usize length;
  int is_too_long;
  char bytes[MOST_TEXT];
};

void append(struct text *text, const char *more);
void append_number(struct text *text, u64 number);
int equal(const char *one, const char *other);
/* The rest of `text` where it begins so, else 0. */
const char *after(const char *text, const char *beginning);
/* Reads to the end; -1 where that is not possible, or there is more. */
isize read_all(int file, void *bytes, usize size);
isize read_path(const char *path, void *bytes, usize size);
/* Whether all was written. */
int write_all(int file, const void *bytes, usize length);

/* Its 64 hexadecimal digits, appended. */
void append_sha256(struct text *text, const struct text *message);

/* Both give 1 where the call is done and answered; else nothing has happened yet. */
int start_shim(const struct call *call, const char *shim, char *const *environment);
int delete_nothing(const struct call *call);
