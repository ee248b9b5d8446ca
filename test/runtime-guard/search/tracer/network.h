/* Descriptions of the destinations of data; "" for data that stays on this host, and for data that the kernel itself answers. */
#ifndef NETWORK_H
#define NETWORK_H

#include "tracee.h"

void describe_address(pid_t thread, uint64_t address, size_t length, char words[PATH_MAX]);

void describe_message(pid_t thread, uint64_t message, char words[PATH_MAX]);

void describe_messages(pid_t thread, uint64_t messages, uint64_t count, char words[PATH_MAX]);

/* Describes a socket option that sets the route of packets. */
void describe_option(int level, int option, char words[PATH_MAX]);

#endif
