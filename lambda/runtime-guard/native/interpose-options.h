/* Checks of settings that change the effect of other calls, for replacements that set them in other ways. Each applies the policy to one kind. */
#ifndef SEC3_INTERPOSE_OPTIONS_H
#define SEC3_INTERPOSE_OPTIONS_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* A socket option, which may send packets elsewhere. */
bool sec3_socket_denied(int family, int type);

bool sec3_option_denied(int level, int name);

/* The control headers of a message. */
bool sec3_headers_denied(const struct msghdr *message, const char *api);

/* An ioctl request. */
bool sec3_request_denied(unsigned long request);

/* A resource limit to set; null if it is only read. */
bool sec3_limit_denied(int resource, const struct rlimit *limit);

/* Sets a variable of this process, for the guard itself. */
void sec3_set_variable(const char *name, const char *value);

/* Disables core dumps if writing files is blocked. */
void sec3_forbid_core_dumps(void);

#endif
