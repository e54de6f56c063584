-- What is worth saying of rows that were taken all the same (a phone that cannot be read, a key twice).
alter table import_run add column warnings int not null default 0;
