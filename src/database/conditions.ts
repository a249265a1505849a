/**
 * Conditions of a written-out statement that is not always asked the same. Each has a name that tells
 * its statement from the others; short, because Postgres keeps 63 characters of a statement's name.
 */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly conditions: [name: string, sql: string][] = [];

  get name(): string {
    return this.conditions.map(([name]) => name).join(',');
  }

  get sql(): string {
    return this.conditions.map(([, sql]) => sql).join(' AND ');
  }

  /** @returns the parameter that stands for the value */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** A condition that is there whenever the name is. */
  always(name: string, sql: string): void {
    this.conditions.push([name, sql]);
  }

  /** Nothing where there is no value. */
  add(name: string, sql: (parameter: string) => string, value: unknown): void {
    if (isGiven(value)) this.always(name, sql(this.value(value)));
  }
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
