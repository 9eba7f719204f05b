/* A socket of datagrams, one a record. */
#pragma once
#include "fields.h"

struct datagram {
  /* The kernel's struct sockaddr. */
  struct part address;
  int fd;
};

/* Sends the parts as one; waits where the receiver is slow, and gives up where there is none. The result is -errno. */
isize datagram_send(struct datagram *socket, const struct part *parts, usize count);

/* Sends an open file in the place of a message. */
isize datagram_send_file(struct datagram *socket, int file);
