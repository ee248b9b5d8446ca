/* Functions of Python that the guard stands in for, where their audit event does not tell what it takes to judge them. */
#ifndef SEC3_PYTHON_METHODS_H
#define SEC3_PYTHON_METHODS_H

#include <stdbool.h>

/* Takes their places. Whatever code gets hold of them, and in whatever way, calls the guard's. Where Python is built in another way, it leaves them. */
void sec3_python_stand_in(void);

/*
 * Whether the audit event that is being handled is that of a call which only parses text, or only marks a generator as a coroutine. Each call
 * vouches for one event.
 */
bool sec3_python_makes_no_code(void);

#endif
