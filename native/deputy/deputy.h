/* The rooms of the deputy. */
#pragma once
#include "calls.h"

/* A request, its strings in place. Each ends with a zero byte that is not counted. */
struct text {
  char *bytes;
  u32 length;
};

enum { MOST_TEXTS = 4096 };

struct request {
  u32 id;
  u32 operation;
  u32 count; /* Of the texts. */
  u32 split; /* Where the texts' second part begins: the environment, of a program. */
  struct text texts[MOST_TEXTS];
};

/* answer.c: what goes back. The parts of an answer are the contents of files, or bytes. */
void answer(u32 id, isize result, const void *bytes, usize length);
void answer_with_files(u32 id, isize result, int output, int errors);

/* child.c: what runs beside this process. */
int has_room(void);
void run_program(const struct request *request);
void run_beside(const struct request *request, isize (*work)(const char *path));
void reap(void);

/* netns.c */
isize make_netns(const char *path);
isize delete_netns(const char *path);

/* processes.c */
void know_parent(void);
void lock_file(const struct request *request);
void signal_process(const struct request *request);

/* machine.c */
isize try_x32(const char *unused);

/* trees.c */
isize remove_trees(const char *paths);

/* files.c */
void make_fifos(const struct request *request);
void read_attribute(const struct request *request);
void list_attributes(const struct request *request);
void write_attribute(const struct request *request);
void stat_files(const struct request *request);
void set_time(const struct request *request);
