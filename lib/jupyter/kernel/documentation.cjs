'use strict';

const textOf = (parts = []) => parts.map((part) => part.text).join('');

/** A tag of a doc comment as Markdown. */
function tagMarkdown({ name, text }) {
  const content = textOf(text).trim();
  if (name === 'example')
    return `**Example**\n\n${content.startsWith('```') ? content : `\`\`\`typescript\n${content}\n\`\`\``}`;
  if (name === 'param') {
    const [, parameter, meaning] = /^(\S+)\s*(?:-\s*)?([\s\S]*)$/.exec(content) ?? [undefined, content, ''];
    return `- \`${parameter}\` ${meaning}`;
  }
  return `**${name}** ${content}`;
}

/**
 * What the compiler knows about a name (signature, doc comment, parameters, example) as text and as Markdown.
 *
 * @returns {Record<string, string>} a MIME bundle
 */
function documentationOf(info) {
  const signature = textOf(info.displayParts);
  const comment = textOf(info.documentation);
  const tags = info.tags ?? [];
  const plain = [signature, comment, ...tags.map(({ name, text }) => `@${name} ${textOf(text)}`.trim())];
  const markdown = [`\`\`\`typescript\n${signature}\n\`\`\``, comment, ...tags.map(tagMarkdown)];
  return {
    'text/plain': plain.filter(Boolean).join('\n\n'),
    'text/markdown': markdown.filter(Boolean).join('\n\n'),
  };
}

module.exports = { documentationOf };
