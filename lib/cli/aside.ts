import { bashCompletion } from './completion/bash.ts';
import { zshCompletion } from './completion/zsh.ts';
import { helpOf, overview } from './help.ts';
import { manualPage } from './man.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage-error.ts';
import type { Verb } from './verb.ts';
import { version } from './version.ts';

/** The shells whose completion can be printed. */
const COMPLETIONS: Readonly<Record<string, (verbs: readonly Verb[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
};

/** What is asked of the program itself. */
export async function aside(
  verbs: readonly Verb[],
  first: string,
  rest: readonly string[],
  out: Output,
): Promise<void> {
  switch (first) {
    case '--version':
    case '-V':
    case 'version':
      await out.line(`rxsmb ${version()}`);
      return;
    case '--help':
    case '-h':
    case 'help': {
      const [name] = rest;
      if (name === '--man') {
        await out.write(manualPage(verbs, version()));
        return;
      }
      const verb = verbs.find(each => each.name === name);
      if (name !== undefined && verb === undefined) throw new UsageError(noVerb(name, verbs));
      await out.line(verb === undefined ? overview(verbs) : helpOf(verb));
      return;
    }
    case 'completion': {
      const [shell = ''] = rest;
      const script = Object.hasOwn(COMPLETIONS, shell) && rest.length === 1 ? COMPLETIONS[shell] : undefined;
      if (script === undefined) {
        throw new UsageError(`rxsmb completion wants a shell: ${Object.keys(COMPLETIONS).join(' or ')}`);
      }
      await out.write(script(verbs));
      return;
    }
    case '':
      throw new UsageError(`what is to be done? The verbs are ${verbs.map(({ name }) => name).join(' ')}`);
    default:
      throw new UsageError(noVerb(first, verbs));
  }
}

/** A word that is surely no secret is repeated. */
function noVerb(word: string, verbs: readonly Verb[]): string {
  const all = verbs.map(({ name }) => name).join(' ');
  const known = /^[a-z][a-z-]{0,15}$/i.test(word) ? `there is no verb ${word}` : 'the verb comes first';
  return `${known}: the verbs are ${all}`;
}
