-- What a decision reads as a whole is stored as it is written: as JSON text that the database need not
-- take apart and put together again with every verb. What lists show of it has a column of its own.

alter table incident add column flags json;
update incident set flags = state -> 'flags';
alter table incident
  alter column flags set not null,
  alter column state type json using (state - 'flags')::json;

alter table outbox alter column changes type json using changes::json;
alter table feed alter column subject type json using subject::json;
