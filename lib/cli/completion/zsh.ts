import type { Verb } from '../verb.ts';
import { ASIDE, type FlagWords, SHELLS, type VerbWords, wordsOf } from './words.ts';

/**
 * The completion for zsh, as the file `_rxsmb` in a folder of `fpath`, or `source <(rxsmb completion zsh)` behind
 * `compinit`.
 */
export function zshCompletion(verbs: readonly Verb[]): string {
  const words = wordsOf(verbs);
  const described = [...words, ...Object.entries(ASIDE).map(([name, summary]) => ({ name, summary }))];
  return `#compdef rxsmb
# completion of rxsmb for zsh: source <(rxsmb completion zsh)
_rxsmb_urls() {
  compadd -S '' -- smb://
}
_rxsmb_places() {
  _files
  _rxsmb_urls
}
_rxsmb() {
  local -a verbs
  verbs=(
${described.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t verbs verb verbs
    return
  fi
  local verb="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${words.map(verbCase).join('\n')}
    help) _describe -t verbs verb verbs ;;
    completion) _arguments ${quoted(`1:shell:(${SHELLS.join(' ')})`)} ;;
  esac
}
if [ "\${funcstack[1]}" = _rxsmb ]; then
  _rxsmb "$@"
else
  compdef _rxsmb rxsmb
fi
`;
}

function verbCase({ name, flags, files, urls }: VerbWords): string {
  const places = files && urls ? '_rxsmb_places' : urls ? '_rxsmb_urls' : '_files';
  const specs = [...flags.flatMap(flagSpecs), `*:place:${places}`];
  return [`    ${name})`, `      _arguments -s -S \\`, ...specs.map(spec => `        ${quoted(spec)} \\`)]
    .join('\n')
    .replace(/ \\$/, '')
    .concat('\n      ;;');
}

/** One for each name of the flag, which exclude each other. */
function flagSpecs({ names, help, value, repeatable }: FlagWords): string[] {
  const excluded = repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map(name => {
    const shown = `[${help.replaceAll(/[\\[\]:]/g, '\\$&')}]`;
    if (value === undefined) return `${excluded}${name}${shown}`;
    const action = value.files ? '_files' : value.choices.length > 0 ? `(${value.choices.join(' ')})` : ' ';
    return `${excluded}${name}${name.startsWith('--') ? '=' : '+'}${shown}:${value.name}:${action}`;
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
