import { z } from 'zod';

/**
 * The example of an answer, put together from those of its members (`.meta({ example })`).
 *
 * @returns undefined where the schema has none: a member that may be left out is then left out, one that may be null is null
 */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const { example } = z.globalRegistry.get(schema) ?? {};
  if (example !== undefined) return example;
  if (schema instanceof z.ZodObject) {
    const members = Object.entries<z.core.$ZodType>(schema.shape);
    return Object.fromEntries(
      members.map(([name, member]) => [name, exampleOf(member)]).filter(([, value]) => value !== undefined),
    );
  }
  if (schema instanceof z.ZodArray) return [exampleOf(schema.element)];
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodNullable) return exampleOf(schema.unwrap()) ?? null;
  return schema instanceof z.ZodExactOptional ? exampleOf(schema.unwrap()) : undefined;
}
