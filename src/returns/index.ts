export { ReturnsModule } from './returns.module';
