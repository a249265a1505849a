/** iPay's two worlds. An order belongs for ever to the one it was created in. */
export const ENVIRONMENTS = ['sandbox', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const ROLES = ['api', 'worker', 'all'] as const;
/** Which half of the service this process runs. */
export type Role = (typeof ROLES)[number];
