export * from './microshare/microshare.options';
export * from './microshare/microshare.simulator';
export { HeldCall } from './microshare/held-call';
export type { ScriptedAnswer } from './microshare/microshare-faults';
export type { LoggedCall } from './microshare/call-log';
export type { FaultScope, FaultTarget } from './microshare/fault-script';
export * from './world/generate-world';
export * from './world/generate-fleet';
export type { WorldProduct } from './world/world-products';
export {
  type LaterOdoo,
  startOdooSimulator,
  OdooSimulator,
  type OdooSimulatorOptions,
} from './odoo/odoo-simulator';
export type { OdooCall } from './odoo/call-log';
export type { OdooTrouble } from './odoo/fault-script';
export type { CategorySeed, UserSeed } from './odoo/odoo-seeds';
export type { ProductOnShelf, ProductSeed, ProductShelf } from './odoo/product-shelf';
export { ODOO_VERSIONS, type OdooVersion } from './odoo/orm/version';
