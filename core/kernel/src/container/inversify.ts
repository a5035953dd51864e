// The one import site of inversify and of the metadata polyfill it needs. Loading it costs some 100 ms, so only `createRun` and `root` do.
import 'reflect-metadata';

export { Container, ContainerModule } from 'inversify';
