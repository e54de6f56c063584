// The door of topic (热点): reports on one matter, found as they are judged.
export { findTopics, fromTheMiddle, inOrder, printOf, type Found } from './find.ts';
export { heatOf, type HeatParts } from './heat.ts';
export { knit, type Tie } from './knit.ts';
export { TOPIC_REFUSALS } from './refusals.ts';
export { cleanSubject, placeOf, thingOf } from './title.ts';
