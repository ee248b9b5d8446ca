/** What is sent where no one asks for it, to see whether it gets through. Neither escaping nor encoding changes it. */

/** The value of a property that no model declares. */
export const UNDECLARED = 'sec3undeclaredvalue';

/** The value of a parameter of the query that no method declares. */
export const UNDECLARED_PARAMETER = 'sec3undeclaredquery';
