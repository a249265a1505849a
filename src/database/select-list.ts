import { getMetadataArgsStorage } from 'typeorm';

/**
 * The columns of an entity for a written-out statement, under the entity's own names:
 * `o."reference_id" AS "referenceId", …`. Columns marked `select: false` are left out.
 */
export function selectList(entity: new () => object, alias: string): string {
  return getMetadataArgsStorage()
    .columns.filter(({ target, options }) => target === entity && options.select !== false)
    .map(({ propertyName, options }) => {
      return `${alias}."${options.name ?? propertyName}" AS "${propertyName}"`;
    })
    .join(', ');
}
