// The door of dispatch: whose matter it is, by the county's route table.
export {
  At,
  Call110,
  RouteConditions,
  RouteQuestion,
  RouteRow,
  RouteRows,
  UnitSelector,
  type RouteTable,
} from './route-table.ts';
export {
  compileRoutes,
  type CompiledRoutes,
  type Explanation,
  type FailedCondition,
  type RouteDecision,
  type TriedRow,
} from './compile.ts';
export { type RoutedUnit } from './unit-finder.ts';
export {
  checkRoutes,
  ROUTE_FAULTS,
  type RouteFault,
  type RouteFaultCode,
  type RouteSurroundings,
} from './check.ts';
export { defaultRouteRows, type RoutableItem } from './default-table.ts';
export { dryRun, type DryRun, type PastMatter } from './dry-run.ts';
export { DISPATCH_REASONS, routeGuess } from './guess.ts';
export {
  compiledRoutes,
  getRouteTable,
  publishRoutes,
  routeFaults,
  seedRoutes,
} from './county-routes.ts';
export { findRouteTable, type PublishedTable, type RoutePublication } from './store.ts';
export {
  advise,
  ADVICE_MAX,
  type AdviceQuestion,
  type AdviceResource,
  type AdviceUnit,
  type Candidate,
} from './advice.ts';
export { offersOf, rowFromRuling, type Offer, type RuledMatter } from './from-ruling.ts';
export { type AdviceMatter } from './advice-of.ts';
export { DISPATCH_REFUSALS } from './refusals.ts';
