-- 缺号放弃: a number that the other side can never send again is given up by the administrator, so that what
-- came after it no longer stands behind a gap. Should it come after all, it takes its place.
alter table exchange_in drop constraint exchange_in_state;
alter table exchange_in add constraint exchange_in_state
  check (state in ('stored', 'applied', 'refused', 'givenUp'));
grant delete on exchange_in to maplebridge_app;
