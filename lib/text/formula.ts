/** How text begins that spreadsheets take for a formula (OWASP, CSV Injection); records may hold what an attacker chose. */
export const FORMULA = /^[=+@|\t\r-]/;
