/** Where the audit trail lies, for programs that need no other setting. A variable set to nothing counts as unset. */
export function auditSource(variables: NodeJS.ProcessEnv = process.env): {
  readonly url: string | undefined;
  readonly dataDir: string | undefined;
} {
  const given = (name: string): string | undefined => (variables[name] === '' ? undefined : variables[name]);
  return { url: given('DATABASE_URL'), dataDir: given('DATA_DIR') };
}
