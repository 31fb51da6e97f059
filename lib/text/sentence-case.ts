/**
 * Makes the first letter a capital.
 *
 * @example
 * sentenceCase('all were refused'); // 'All were refused'
 */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
