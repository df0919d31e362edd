import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** One import, re-export or `import()` of a source file. */
export interface Import {
  readonly specifier: string;
  /** Only types come through it: nothing of it is left at run time. */
  readonly types: boolean;
  /** Loaded when it is first needed, by `import()`. */
  readonly lazy: boolean;
}

/** Sources by their path below `lib/`, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** Reads every TypeScript file below a folder. */
export function readSources(folder: string): Sources {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const paths = names.filter(name => name.endsWith('.ts')).sort();
  return new Map(paths.map(path => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]));
}

/** What a file imports, in the order of the text; what stands in comments and strings does not count. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);

  function add(specifier: ts.Node | undefined, types: boolean, lazy = false): void {
    if (specifier === undefined) return;
    found.push({ specifier: ts.isStringLiteralLike(specifier) ? specifier.text : '(computed)', types, lazy });
  }
  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, onlyTypes(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && isLoad(node.expression)) add(node.arguments[0], false, true);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || ts.isNamespaceImport(named)) return false;
  return named.elements.length > 0 && named.elements.every(element => element.isTypeOnly);
}

function isLoad(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

/** The file below `lib/` that a relative specifier names. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

/** Every circle of files that import each other, as its files in order; a type counts as much as a value. */
export function cycles(sources: Sources): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const way: string[] = [];

  function visit(path: string): void {
    const at = way.indexOf(path);
    if (at >= 0) found.push([...way.slice(at), path]);
    if (at >= 0 || done.has(path)) return;
    way.push(path);
    for (const { specifier } of importsOf(path, sources.get(path) ?? '')) {
      if (specifier.startsWith('.')) visit(resolveImport(path, specifier));
    }
    way.pop();
    done.add(path);
  }
  for (const path of sources.keys()) visit(path);
  return found;
}

/** Lines of a file that call `console` or write to the standard streams. */
export function prints(path: string, text: string): number[] {
  const found: number[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  function visit(node: ts.Node): void {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const owner = node.expression.text;
      const stream = owner === 'process' && ['stdout', 'stderr'].includes(node.name.text);
      if (owner === 'console' || stream) {
        found.push(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
      }
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}
