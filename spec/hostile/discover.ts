import { join } from 'node:path';
import ts from 'typescript';
import { readSources } from '../support/imports.ts';

/**
 * Where bytes and texts of others are read: rooms, or single files of them. What stands elsewhere in `lib/` gets values
 * that came through here.
 */
const WHERE = [
  'wire/',
  'transport/framing.ts',
  'transport/landing.ts',
  'exchange/inbound/',
  'crypto/sealing.ts',
  'auth/',
  'rpc/fragments.ts',
  'rpc/rpc-errors.ts',
  'server/connection/',
  'server/opening/name.ts',
  'server/listing/pattern.ts',
  'server/pipes/',
  'target.ts',
  'target/url.ts',
  'sync/glob.ts',
  'share/snapshot.ts',
];

/** Parameters of these types are bytes that may be anybody's. */
const BYTES = /\b(?:Uint8Array|Buffer|DataView|Chunks|Inbound)\b/;
/** What makes bytes takes some, too; and tables of fields and tails read nothing but through their structure. */
const MAKES = /^(?:encode|write|size|put|lay|seal|create)/;
const READS = /^(?:decode|parse|read|split)/;
const CODEC = ['decode', 'decodeAll', 'in'];

const LIB = join(import.meta.dirname, '..', '..', 'lib');

/**
 * Every decoder of outside bytes that the sources export, as `file name`: an object that decodes, a function or a class
 * that takes bytes, a function that is called after reading.
 */
export async function discover(): Promise<string[]> {
  const found = new Set<string>();
  for (const [path, text] of readSources(LIB)) {
    if (!WHERE.some(place => path === place || (place.endsWith('/') && path.startsWith(place)))) continue;
    for (const name of takersOf(path, text)) found.add(`${path} ${name}`);
    const module = (await import(join(LIB, path))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      for (const way of codecsIn(value, 0)) found.add(`${path} ${[name, ...way].join('.')}`);
    }
  }
  return [...found].sort();
}

/** Functions and classes of a file that take bytes, by what their signatures say. */
export function takersOf(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  return source.statements.flatMap(statement => {
    if (!isExported(statement)) return [];
    if (ts.isFunctionDeclaration(statement)) {
      const name = statement.name?.text ?? '';
      if (MAKES.test(name)) return [];
      return READS.test(name) || takesBytes(statement, source) ? [name] : [];
    }
    if (!ts.isClassDeclaration(statement)) return [];
    const takes = statement.members.some(
      member =>
        (ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member)) && takesBytes(member, source),
    );
    return takes ? [statement.name?.text ?? ''] : [];
  });
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(isExport);
}

function isExport({ kind }: ts.Modifier): boolean {
  return kind === ts.SyntaxKind.ExportKeyword;
}

function takesBytes(node: ts.SignatureDeclaration, source: ts.SourceFile): boolean {
  return node.parameters.some(({ type }) => type !== undefined && BYTES.test(type.getText(source)));
}

/** Where in an exported value something decodes: in itself, or in the objects that it is made of. */
function codecsIn(value: unknown, depth: number): string[][] {
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  const record = value as Record<string, unknown>;
  if (CODEC.some(method => typeof record[method] === 'function')) return [[]];
  return Object.entries(record).flatMap(([key, inner]) =>
    codecsIn(inner, depth + 1).map(way => [key, ...way]),
  );
}
