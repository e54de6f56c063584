// The door of intake (接入): reports from people, systems and files.
export { countyOfReport, prepareReport, type CountyDesk } from './report.ts';
export { sourcesOf } from './sources.ts';
export { INTAKE_REFUSALS, type IntakeRefusal } from './refusals.ts';
export * from './import/index.ts';
