/** Python classes the simulated server raises, by the name JSON-RPC and JSON-2 report. */
export type PythonClass =
  | 'odoo.exceptions.UserError'
  | 'odoo.exceptions.ValidationError'
  | 'odoo.exceptions.MissingError'
  | 'odoo.exceptions.AccessError'
  | 'odoo.exceptions.AccessDenied'
  | 'psycopg2.OperationalError'
  | 'xml.parsers.expat.ExpatError'
  | 'xmlrpc.client.ResponseError'
  | `builtins.${string}`
  | `werkzeug.exceptions.${string}`;

/** What a Python exception would have been. Each protocol turns it into its own kind of error answer. */
export class OdooException extends Error {
  constructor(
    readonly pythonClass: PythonClass,
    message: string,
  ) {
    super(message);
    this.name = 'OdooException';
  }

  /** `traceback.format_exc()`: frames, then the line that names the exception. */
  traceback(): string {
    return (
      'Traceback (most recent call last):\n' +
      '  File "/opt/odoo/odoo/http.py", line 1, in dispatch_rpc\n' +
      '    return dispatch(method, params)\n' +
      '           ^^^^^^^^^^^^^^^^^^^^^^^^\n' +
      this.summary()
    );
  }

  /** The traceback's last line. Builtins go without their module. */
  summary(): string {
    return `${this.pythonClass.replace(/^builtins\./, '')}: ${this.description()}\n`;
  }

  /** `str(exception)`. */
  protected description(): string {
    return this.message;
  }
}

export const valueError = (message: string) => new OdooException('builtins.ValueError', message);
export const typeError = (message: string) => new OdooException('builtins.TypeError', message);
export const userError = (message: string) => new OdooException('odoo.exceptions.UserError', message);
export const validationError = (message: string) =>
  new OdooException('odoo.exceptions.ValidationError', message);
export const accessError = (message: string) => new OdooException('odoo.exceptions.AccessError', message);
export const accessDenied = (message = 'Access Denied') =>
  new OdooException('odoo.exceptions.AccessDenied', message);
