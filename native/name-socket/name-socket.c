/*
 * The sockets of a name server in the network namespace of a container that reaches no address of the host: they are
 * opened there, and what comes and goes through them is carried to and from whoever started this process, by stdout and
 * stdin. No runtime can open a socket elsewhere. It ends with stdin.
 *
 * A frame: its length without these four bytes, its kind, eight bytes that tell who is meant, then a DNS message. The
 * first frame that goes out has the ports that the sockets got; the one of kind START that comes in lets them be found.
 */
#include "calls.h"

enum { START, DATAGRAM, STREAM };
enum { INPUT_FD = 0, OUTPUT_FD = 1, HEAD = 16, REST = HEAD - sizeof(u32) };
/* A longer question nobody asks; a reply may be as long as DNS allows. */
enum { MOST_ASKED = 4096, MOST_REPLIED = 65535, MOST_CLIENTS = 16, WAITING = 16 };
/* Whoever takes no reply for so long has gone. */
enum { SEND_SECONDS = 2 };

/* 127.0.0.11, where Docker's is. */
static const u8 place[4] = {127, 0, 0, 11};

static struct client {
  int socket; /* 0 where the place is free: that is stdin's. */
  u32 generation;
  usize held;
  u8 bytes[2 + MOST_ASKED];
} clients[MOST_CLIENTS];

static u32 generations;
static int udp, tcp, is_listening;
static u8 input[2 * (HEAD + MOST_REPLIED)];
static usize input_held;

static void write_all(int file, const void *bytes, usize length) {
  const u8 *rest = bytes;
  while (length > 0) {
    isize count = sys_write(file, rest, length);
    if (count == -EINTR) continue;
    if (count <= 0) sys_exit(1);
    rest += count;
    length -= (usize)count;
  }
}

/* `frame` has room for the head before the message. */
static void tell(u8 *frame, u32 kind, const void *who, usize length) {
  const u32 head[2] = {(u32)(REST + length), kind};
  __builtin_memcpy(frame, head, sizeof head);
  __builtin_memcpy(frame + sizeof head, who, 8);
  write_all(OUTPUT_FD, frame, HEAD + length);
}

static void drop(struct client *client) {
  sys_close(client->socket);
  client->socket = 0;
  client->held = 0;
}

static void take_datagram(void) {
  static u8 frame[HEAD + MOST_ASKED];
  struct address from = {0};
  isize count = sys_receive(udp, &from, frame + HEAD, MOST_ASKED);
  if (count >= 0) tell(frame, DATAGRAM, &from, (usize)count);
}

/* Where all places are taken, the oldest makes room. */
static void take_client(void) {
  int socket = (int)linux_call(SYS_accept4, tcp, 0, 0, SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  const isize patience[2] = {SEND_SECONDS, 0};
  linux_call(SYS_setsockopt, socket, SOL_SOCKET, SO_SNDTIMEO, (isize)patience, sizeof patience);
  struct client *client = &clients[0];
  for (int at = 1; at < MOST_CLIENTS && client->socket; at++)
    if (!clients[at].socket || clients[at].generation < client->generation) client = &clients[at];
  if (client->socket) drop(client);
  client->socket = socket;
  client->generation = ++generations;
}

/* Each message comes with its length before it, in the network's order. */
static void take_messages(struct client *client) {
  static u8 frame[HEAD + MOST_ASKED];
  isize count = sys_read(client->socket, client->bytes + client->held, sizeof client->bytes - client->held);
  if (count == -EINTR) return;
  if (count <= 0) return drop(client);
  client->held += (usize)count;
  const u32 who[2] = {(u32)(client - clients), client->generation};
  while (client->held >= 2) {
    usize length = (usize)client->bytes[0] << 8 | client->bytes[1];
    if (length > MOST_ASKED) return drop(client);
    if (client->held < 2 + length) return;
    __builtin_memcpy(frame + HEAD, client->bytes + 2, length);
    client->held -= 2 + length;
    __builtin_memmove(client->bytes, client->bytes + 2 + length, client->held);
    tell(frame, STREAM, who, length);
  }
}

/* The two bytes before the message are the last of the head, which has been read. */
static void reply_by_stream(const u32 *who, u8 *message, usize length) {
  struct client *client = &clients[who[0] % MOST_CLIENTS];
  if (!client->socket || client->generation != who[1]) return;
  u8 *framed = message - 2;
  framed[0] = (u8)(length >> 8);
  framed[1] = (u8)length;
  isize count = sys_write(client->socket, framed, 2 + length);
  if (count != (isize)(2 + length)) drop(client);
}

static void serve(u8 *frame, usize length) {
  u32 kind, who[2];
  __builtin_memcpy(&kind, frame + sizeof(u32), sizeof kind);
  __builtin_memcpy(who, frame + 2 * sizeof(u32), sizeof who);
  if (kind == DATAGRAM) {
    struct address to = {0};
    __builtin_memcpy(&to, who, sizeof who);
    sys_send(udp, &to, frame + HEAD, length); /* Lost as any datagram may be. */
  } else if (kind == STREAM) {
    reply_by_stream(who, frame + HEAD, length);
  } else {
    is_listening = linux_call(SYS_listen, tcp, WAITING, 0, 0, 0) == 0;
  }
}

static void take_input(void) {
  isize count = sys_read(INPUT_FD, input + input_held, sizeof input - input_held);
  if (count == -EINTR) return;
  if (count <= 0) sys_exit(0);
  input_held += (usize)count;
  usize at = 0;
  while (input_held - at >= sizeof(u32)) {
    u32 length;
    __builtin_memcpy(&length, input + at, sizeof length);
    if (length < REST || length > REST + MOST_REPLIED) sys_exit(2);
    if (input_held - at < sizeof length + length) break;
    serve(input + at, length - REST);
    at += sizeof length + length;
  }
  input_held -= at;
  if (at > 0) __builtin_memmove(input, input + at, input_held);
}

/* Ends the process where there is no such namespace, or no such socket in it. */
static int open_socket(int type, u16 *port) {
  struct address address = {AF_INET, 0, 0, {0}};
  __builtin_memcpy(&address.host, place, sizeof place);
  int socket = (int)linux_call(SYS_socket, AF_INET, type | SOCK_CLOEXEC, 0, 0, 0);
  isize bound = socket < 0 ? socket : sys_bind_local(socket, &address);
  if (bound < 0) sys_exit(3);
  *port = (u16)bound;
  return socket;
}

static void enter(const char *path) {
  int namespace = sys_open(path, O_RDONLY | O_CLOEXEC, 0);
  isize result = namespace < 0 ? namespace : linux_call(SYS_setns, namespace, CLONE_NEWNET, 0, 0, 0);
  if (result < 0) sys_exit(3);
  sys_close(namespace);
}

/* The stack as the kernel leaves it: the number of arguments, then the arguments. */
__attribute__((used)) _Noreturn void name_socket(const isize *stack) {
  sys_ignore(SIGPIPE);
  if (stack[0] < 2) sys_exit(2);
  enter(((char *const *)(stack + 1))[1]);
  sys_chdir("/");
  u8 frame[HEAD];
  u16 ports[4] = {0};
  udp = open_socket(SOCK_DGRAM, &ports[0]);
  tcp = open_socket(SOCK_STREAM, &ports[1]);
  tell(frame, START, ports, 0);
  for (;;) {
    /* Before it listens, a socket says at once that it was hung up. */
    struct pollfd files[3 + MOST_CLIENTS] = {{INPUT_FD, POLLIN, 0}, {udp, POLLIN, 0}, {is_listening ? tcp : -1, POLLIN, 0}};
    for (int at = 0; at < MOST_CLIENTS; at++)
      files[3 + at] = (struct pollfd){clients[at].socket ? clients[at].socket : -1, POLLIN, 0};
    if (sys_poll(files, 3 + MOST_CLIENTS, FOREVER) < 0) continue;
    for (int at = 0; at < MOST_CLIENTS; at++)
      if (files[3 + at].revents) take_messages(&clients[at]);
    if (files[1].revents) take_datagram();
    if (files[2].revents & POLLIN) take_client();
    if (files[0].revents) take_input();
  }
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call name_socket\n");
#else
__asm__(".globl _start\n_start: mov x0, sp\n bl name_socket\n");
#endif
