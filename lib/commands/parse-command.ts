import type { Command } from 'commander';

/**
 * Parses a command line; `--help` and wrong flags end the process, as commander does, with one line that
 * suggests the nearest flag. A flag that is missing is told last: it may have been meant by a wrong one.
 *
 * @param args the arguments after the command's name
 * @param required options, by the name under which `opts()` has them, that must be given
 */
export function parseCommand(
  command: Command,
  args: readonly string[],
  required: readonly string[] = [],
): Command {
  command
    .helpOption('--help', 'show this help')
    // One line: commander puts its suggestion on a second one.
    .configureOutput({
      outputError: (text, write) => write(text.trimEnd().replaceAll('\n', ' ').concat('\n')),
    })
    .parse(args, { from: 'user' });
  const given = command.opts<Readonly<Record<string, unknown>>>();
  const missing = command.options.find((option) => {
    const name = option.attributeName();
    return required.includes(name) && given[name] === undefined;
  });
  if (missing) command.error(`error: required option '${missing.flags}' not specified`);
  return command;
}
