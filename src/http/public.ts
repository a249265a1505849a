import { SetMetadata } from '@nestjs/common';

/** The metadata in which a handler says who may call it. */
export const ACCESS = 'access';
export const PUBLIC = 'public';

/** The handler answers anybody; what it shows is guarded otherwise or is no secret. */
export const Public = () => SetMetadata(ACCESS, PUBLIC);
