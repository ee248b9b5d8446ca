/* Modules of the function that are imported once its files must not be read any more. */
#ifndef SEC3_PYTHON_LATE_H
#define SEC3_PYTHON_LATE_H

#include "python-api.h"

/* Whether it is the text that stands for that of a module (interpose-open.h). */
bool sec3_python_is_stand_in(py_object *source);

/* The text of the module in a file, as bytes that no other code has hold of; null, with an exception, where there is none, or where code that others can change would decode it. */
py_object *sec3_python_late_text(py_object *file);

/* Replaces the error of the compiler, which shows a line, by one that shows nothing. */
void sec3_python_hide_error(py_object *file);

/* Reports under `alert` that the error which is set shows a line of a module of the function. */
void sec3_python_report_shown(py_object *source, py_object *file);

#endif
