/** Parts of a name that would control the terminal, or turn what is read on it around. */
// The pattern is the point here: C0, DEL, C1, the separators of lines, and what overrides the direction of writing.
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const CONTROLS = new RegExp(`(${CONTROL.source}+)`, 'gu');
/** What a shell would take for more than itself. */
const SPECIAL = /[ !"$&'()*;<=>?[\\^`|]|^[#~]|^[{}]$/;
/** What keeps its meaning between double quotes. */
const SPECIAL_IN_DOUBLE = /["!$\\`]/;

const SHORT = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
]);

/**
 * A name for a terminal, as `ls --quoting-style=shell-escape` writes it: harmless to the terminal, and a word that
 * a shell reads back as that very name.
 */
export function quoteName(name: string): string {
  if (CONTROL.test(name)) {
    const parts = name.split(CONTROLS);
    let text = '';
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 1) text += `$'${escaped(part)}'`;
      else if (part !== '' || index === 0) text += `'${part.replaceAll("'", "'\\''")}'`;
    }
    return text;
  }
  if (name === '') return "''";
  if (!SPECIAL.test(name)) return name;
  if (name.includes("'") && !SPECIAL_IN_DOUBLE.test(name)) return `"${name}"`;
  return `'${name.replaceAll("'", "'\\''")}'`;
}

/** A text with a name in it, such as a message: everything on one line, nothing that controls the terminal. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROLS, escaped);
}

function escaped(controls: string): string {
  return Array.from(controls, char => SHORT.get(char) ?? octal(char)).join('');
}

function octal(char: string): string {
  return Array.from(Buffer.from(char), byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
