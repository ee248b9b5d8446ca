/* Checks of sockets for syscall(). */
#ifndef SEC3_INTERPOSE_SOCKETS_H
#define SEC3_INTERPOSE_SOCKETS_H

#include <stdbool.h>
#include <sys/socket.h>

/* A local socket with a path is a file. */
bool sec3_bind_denied(const struct sockaddr *address, socklen_t length);
bool sec3_connection_denied(const struct sockaddr *address, socklen_t length);
bool sec3_message_denied(int fd, const struct msghdr *message, const char *api);

#endif
