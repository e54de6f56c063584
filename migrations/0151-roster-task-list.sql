-- The task list of a county (任务清单): what is done about a kind of matter, by whom, shown by what, within how
-- long. Published versions that are never changed, so there is no update.
create table task_list_version (
  county_id int not null,
  version int not null,
  published_by text not null,
  -- In force from here until the next one.
  published_at timestamptz not null,
  note text not null default '',
  -- The steps as modules/roster/task-list.ts describes them: read and written as a whole.
  steps jsonb not null,
  constraint task_list_version_pk primary key (county_id, version),
  constraint task_list_version_positive check (version > 0)
);
select maplebridge_protect('task_list_version');
grant select, insert on task_list_version to maplebridge_app;
