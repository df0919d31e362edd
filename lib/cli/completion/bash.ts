import type { Verb } from '../verb.ts';
import { ASIDE, type FlagWords, SHELLS, type VerbWords, wordsOf } from './words.ts';

/** The completion for bash, 3.2 and later: `source <(rxsmb completion bash)`. */
export function bashCompletion(verbs: readonly Verb[]): string {
  const words = wordsOf(verbs);
  const names = words.map(({ name }) => name);
  return `# completion of rxsmb for bash: source <(rxsmb completion bash)
_rxsmb_words() {
  local IFS=$' \\t\\n'
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}
_rxsmb_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -- "$cur"))
}
_rxsmb_urls() {
  # the colon breaks words: what stands behind it cannot be completed
  case smb:// in "$cur"*) compopt -o nospace 2>/dev/null; COMPREPLY+=(smb://) ;; esac
}
_rxsmb() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" verb="\${COMP_WORDS[1]}"
  COMPREPLY=()
  # --flag=value comes as three words
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [[ $COMP_CWORD -eq 1 ]]; then
    _rxsmb_words '${[...names, ...Object.keys(ASIDE), '--help', '--version'].join(' ')}'
    return
  fi
  case $verb in
${words.map(verbCase).join('\n')}
    help) _rxsmb_words '${[...names, '--man'].join(' ')}' ;;
    completion) _rxsmb_words '${SHELLS.join(' ')}' ;;
  esac
}
complete -F _rxsmb rxsmb
`;
}

function verbCase({ name, flags, files, urls }: VerbWords): string {
  return `    ${name})
      case $prev in
${valueCases(flags).join('\n')}
      esac
      case $cur in
        -*) _rxsmb_words '${flags.flatMap(each => each.names).join(' ')}' ;;
        *) ${[...(files ? ['_rxsmb_files'] : []), ...(urls ? ['_rxsmb_urls'] : []), ':'].join('; ')} ;;
      esac
      ;;`;
}

/** What stands behind a flag that wants a value. */
function valueCases(flags: readonly FlagWords[]): string[] {
  return flags.flatMap(({ names, value }) => {
    if (value === undefined) return [];
    const offer = value.files ? '_rxsmb_files; ' : `_rxsmb_words '${value.choices.join(' ')}'; `;
    return [`        ${names.join('|')}) ${value.files || value.choices.length > 0 ? offer : ''}return ;;`];
  });
}
