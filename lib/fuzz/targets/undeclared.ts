/** Values that are sent where nothing declares them, to see whether they get through. Neither escaping nor encoding changes them. */

/** The value of a property that no model declares. */
export const UNDECLARED = 'sec3undeclaredvalue';

/** The value of a query parameter that no method declares. */
export const UNDECLARED_PARAMETER = 'sec3undeclaredquery';
