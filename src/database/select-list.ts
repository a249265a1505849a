import { getMetadataArgsStorage } from 'typeorm';

/**
 * The columns of an entity for a written-out statement, under the entity's own names:
 * `o."reference_id" AS "referenceId", …`.
 */
export function selectList(entity: new () => object, alias: string): string {
  return getMetadataArgsStorage()
    .columns.filter(({ target }) => target === entity)
    .map(({ propertyName, options }) => {
      return `${alias}."${options.name ?? propertyName}" AS "${propertyName}"`;
    })
    .join(', ');
}
