/* Modules of the function that are imported after the first invocation, when its files must not be read. */
#ifndef SEC3_PYTHON_LATE_H
#define SEC3_PYTHON_LATE_H

#include "python-api.h"

/* Whether it is the placeholder for the text of a module (interpose-open.h). */
bool sec3_python_is_substitute(py_object *source);

/* Returns the text of a module, as bytes that no other code refers to; null, with an exception, if there is none, or if a codec that other code can change would decode it. */
py_object *sec3_python_late_text(py_object *file);

/* Replaces the error of the compiler, which shows a line of source, by one without source. */
void sec3_python_hide_error(py_object *file);

/* Reports, under `alert`, that the current error shows a line of a module of the function. */
void sec3_python_report_shown(py_object *source, py_object *file);

#endif
