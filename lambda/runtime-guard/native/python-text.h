/* Text that Python's standard library makes code of, and that cannot do anything of its own, whatever its author wanted. */
#ifndef SEC3_PYTHON_TEXT_H
#define SEC3_PYTHON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* An annotation: names, their attributes and parameters in brackets. Nothing is called. */
bool sec3_python_is_annotation(const char *text, size_t length);

/* What makes a named tuple: a function that hands its arguments on. */
bool sec3_python_is_named_tuple(const char *text, size_t length);

/* A method of a proxy of multiprocessing, which hands its arguments to the method that does the work. */
bool sec3_python_is_proxy_method(const char *text, size_t length);

/* The methods of a data class, which set, compare and show attributes. Only names are open. */
bool sec3_python_is_data_class(const char *text, size_t length);

#endif
