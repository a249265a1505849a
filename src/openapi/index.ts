/** The contract as it runs: for machines at `/openapi.json`, for people at `/docs`. */
export { OpenApiModule } from './openapi.module';
