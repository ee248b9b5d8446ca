/* The check of a socket's own address, for syscall(). */
#ifndef SEC3_INTERPOSE_SOCKETS_H
#define SEC3_INTERPOSE_SOCKETS_H

#include <stdbool.h>
#include <sys/socket.h>

/* A local socket with a path is a file. */
bool sec3_bind_denied(const struct sockaddr *address, socklen_t length);

#endif
