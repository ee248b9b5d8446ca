/* Settings that change what other calls do, for those that make them in other ways. Each asks the policy about one of them. */
#ifndef SEC3_INTERPOSE_OPTIONS_H
#define SEC3_INTERPOSE_OPTIONS_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* A socket option, which may send packets elsewhere. */
bool sec3_socket_denied(int family, int type);

bool sec3_option_denied(int level, int name);

/* The headers that a message is sent with. */
bool sec3_headers_denied(const struct msghdr *message, const char *api);

/* A request of ioctl. */
bool sec3_request_denied(unsigned long request);

/* A limit that is set; null where it is only read. */
bool sec3_limit_denied(int resource, const struct rlimit *limit);

/* Sets a variable of this process, for the guard itself. */
void sec3_set_variable(const char *name, const char *value);

/* Where writing files is blocked, the process leaves no core dump. */
void sec3_forbid_core_dumps(void);

#endif
