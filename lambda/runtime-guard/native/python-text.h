/* Text that Python's standard library compiles, and that is harmless for any author. */
#ifndef SEC3_PYTHON_TEXT_H
#define SEC3_PYTHON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* An annotation: names, their attributes and parameters in brackets, without calls. */
bool sec3_python_is_annotation(const char *text, size_t length);

/* The function of a named tuple, which passes its arguments on. */
bool sec3_python_is_named_tuple(const char *text, size_t length);

/* A method of a multiprocessing proxy, which passes its arguments on. */
bool sec3_python_is_proxy_method(const char *text, size_t length);

/* The methods of a data class, which set, compare and show attributes. Only their names vary. */
bool sec3_python_is_data_class(const char *text, size_t length);

#endif
