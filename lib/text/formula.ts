/**
 * Start of a text that spreadsheets interpret as a formula (OWASP, CSV Injection); records may hold what an
 * attacker chose.
 */
export const FORMULA = /^[=+@|\t\r-]/;
